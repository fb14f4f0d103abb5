"""What each provider calls an address that takes no mail, for where its report holds no code of RFC 3463.

The words are those of the providers' own documentation, as django-anymail's webhooks sort them: Postmark's bounce
types, the types and subtypes of Amazon SES, Mailgun's severity beside the reply it was given. An address that a
provider has given up itself (Suppressed, OnAccountSuppressionList, 605, 607) is dead through it as well. What is said
of a full box, of the message, of a block or of a wait is said of no address: it stands in no row, and suspends nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unions.mail.replies import HARD_CODES


@dataclass(frozen=True)
class Words:
    """Where a provider says how a mail failed, and what stands there when the address is dead."""

    places: tuple[str, ...]
    dead: frozenset[tuple[str, ...]]


POSTMARK = Words(("Type",), frozenset({("HardBounce",), ("BadEmailAddress",)}))
AMAZON = Words(
    ("bounce.bounceType", "bounce.bounceSubType"),
    frozenset(("Permanent", each) for each in ("General", "NoEmail", "Suppressed", "OnAccountSuppressionList")),
)
MAILGUN = Words(
    ("severity", "delivery-status.code"),
    frozenset(("permanent", str(code)) for code in HARD_CODES | {605, 607}),
)
# By what each calls the kind of its events.
WORDS = {"RecordType": POSTMARK, "notificationType": AMAZON, "eventType": AMAZON, "event": MAILGUN}


def is_called_dead(event: Mapping[str, Any], kind: str) -> bool | None:
    """Whether a provider, known by what it names the kind of an event, calls the address dead; None if it is silent."""
    words = WORDS[kind]
    said = tuple(_at(event, place) for place in words.places)
    return said in words.dead if said[0] else None


def _at(event: Any, place: str) -> str:
    """Return what stands at a place; nothing where there is none."""
    for name in place.split("."):
        event = event.get(name, "") if isinstance(event, dict) else ""
    return str(event)
