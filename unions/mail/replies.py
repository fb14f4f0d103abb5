"""What a mail server says to a message, and what that means for who is written to."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

# What says that the box itself does not exist or never takes mail, where no finer code says otherwise.
HARD_CODES = {550, 551, 553}
# The finer code of RFC 3463: class, subject, detail. Subject 1 is the address; details 7 and 8 are the sender's.
_FINER = re.compile(rb"5\.(\d+)\.(\d+)\b")
_SENDERS = {b"7", b"8"}


class Outcome(Enum):
    """What became of one message."""

    SENT = "sent"
    LATER = "later"  # refused for now
    REFUSED = "refused"  # refused for good
    HARD = "hard"  # the address takes no mail
    UNCERTAIN = "uncertain"  # the line was cut: it may have arrived


@dataclass(frozen=True)
class Reply:
    """What became of one message, and the server's code where it gave one."""

    outcome: Outcome
    code: int | None = None


class Unreachable(Exception):
    """No session could be had: nothing was handed over."""


def to_sender(code: int) -> Reply:
    """Read a refusal of the sender: our own fault, and no reason to give a reader up."""
    return Reply(Outcome.LATER, code)


def to_recipient(code: int, words: bytes) -> Reply:
    """Read a refusal of the recipient. What is refused for another reason than the address suspends nobody."""
    if code < 500:
        return Reply(Outcome.LATER, code)
    finer = _FINER.match(words)
    if finer is None:
        return Reply(Outcome.HARD if code in HARD_CODES else Outcome.REFUSED, code)
    subject, detail = finer.groups()
    if subject == b"1" and detail in _SENDERS:
        return to_sender(code)
    return Reply(Outcome.HARD if subject == b"1" else Outcome.REFUSED, code)


@cache
def to_message(code: int) -> Reply:
    """Read what was said to the message itself, which says nothing of its reader."""
    if 200 <= code < 300:
        return Reply(Outcome.SENT, code)
    return Reply(Outcome.LATER if code < 500 else Outcome.REFUSED, code)
