"""What mail providers report by calling us, each in a JSON of its own: read by what all of them say somewhere.

A provider that is handed mail by SMTP repeats the envelope sender (Amazon SES as `mail.source`, Mailgun as
`envelope.sender`); one with metadata repeats what stands there. So the way back of a copy is looked for in all strings,
but for those of the mail itself: what members write is in its subject, and may look like a code or a way back.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from unions.mail.incoming.boxes import BOUNCES
from unions.mail.incoming.dead_addresses import is_called_dead
from unions.mail.incoming.reports import DEAD, NOTHING_SAID, Bounce, status_of_reply
from unions.mail.verp import Copied, returned

KINDS = ("event", "RecordType", "notificationType", "eventType")
BOUNCED = {"bounce", "bounced", "failed"}
COMPLAINED = {"complaint", "complained", "spamcomplaint", "spamreport"}
STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
OF_THE_MAIL = {"subject", "headers", "commonheaders", "content"}
MOST_VALUES = 2_000
MOST_EVENTS = 1_000


@dataclass(frozen=True)
class Event:
    """What became of one copy: a bounce, or without one a complaint."""

    copy: Copied
    bounce: Bounce | None


def events_in(body: bytes) -> list[Event]:
    """Return the bounces and complaints of copies of ours that a call reports; none where it says nothing we know."""
    try:
        told = json.loads(body)
        if isinstance(told, dict) and isinstance(told.get("Message"), str):  # Amazon wraps JSON into JSON
            told = json.loads(told["Message"])
    except (ValueError, RecursionError):
        return []
    each = told if isinstance(told, list) else [told]
    return [event for part in each[:MOST_EVENTS] if isinstance(part, dict) for event in _events(part)]


def _events(part: dict[str, Any]) -> Iterator[Event]:
    inner = part.get("event-data", part)
    name = next((name for name in KINDS if name in inner), "") if isinstance(inner, dict) else ""
    kind = str(inner[name]).lower() if name else ""
    if kind not in BOUNCED | COMPLAINED:
        return
    strings = list(_strings(inner))
    copy = next(filter(None, (returned(text) for text in strings if text.lower().startswith(BOUNCES))), None)
    if copy is not None:
        yield Event(copy, _bounce(strings, is_called_dead(inner, name)) if kind in BOUNCED else None)


def _bounce(strings: list[str], is_dead: bool | None) -> Bounce:
    """The worst code that is said; without one the provider's own word; without that a mail server's bare reply."""
    codes = [code for text in strings for code in STATUS.findall(text[:500]) if code != NOTHING_SAID]
    if not codes and is_dead is not None:
        codes = [DEAD if is_dead else NOTHING_SAID]
    found = [Bounce(code) for code in codes or map(status_of_reply, strings)]
    return next((bounce for bounce in found if bounce.is_hard), found[0])


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    for _number in range(MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, str):
            yield value.strip("<> ")
        elif isinstance(value, dict | list):
            waiting.extend(_told_in(value) if isinstance(value, dict) else value)


def _told_in(value: dict[str, Any]) -> list[Any]:
    return [part for name, part in value.items() if name.lower() not in OF_THE_MAIL]
