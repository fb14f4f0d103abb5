"""What stands at the head of a mail, safe whatever a person typed."""

import unicodedata
from email.utils import make_msgid

from django.conf import settings
from django.utils.crypto import salted_hmac

from unions.validators import HIDDEN

# They shape letters and directions and end no line.
HARMLESS = {"\u200c", "\u200d", "\u200e", "\u200f", "\u2068", "\u2069"}
LONGEST_LINE = 250


def one_line(text: str) -> str:
    """Return a text as one line without hidden characters, short enough for a subject."""
    visible = "".join(" " if _is_hidden(character) else character for character in text)
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"


def message_id(*parts: object) -> str:
    """Return the Message-ID of these parts: the same for the same, guessable by nobody, silent about the machine."""
    digest = salted_hmac("unions.mail.message_id", "\n".join(map(str, parts)), algorithm="sha256").hexdigest()
    return f"<{digest[:40]}@{settings.SITE_HOST}>"


def fresh_message_id() -> str:
    """Return a Message-ID for a mail that is written once, silent about the machine."""
    return make_msgid(domain=settings.SITE_HOST)


def _is_hidden(character: str) -> bool:
    return character not in HARMLESS and unicodedata.category(character) in HIDDEN
