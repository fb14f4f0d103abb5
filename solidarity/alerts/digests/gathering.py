"""What belongs into a digest: looked at anew, each piece in the words that its grade allows."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from solidarity.alerts.last_look import look_at
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.words import Entry, entry
from unions.announcements import Variant, kind_of_news
from unions.choices import Channel
from unions.models import Announcement, Recipient

MOST_PREVIEWED = 50
logger = logging.getLogger(__name__)


@dataclass
class Look:
    """What became of the rows of one piece of news: a line for each reader who is told, a reason for each other.

    Where looking itself failed, both are empty: these rows are put off.
    """

    lines: dict[int, Entry] = field(default_factory=dict)
    readers: dict[int, tuple[Recipient, Variant]] = field(default_factory=dict)
    not_told: dict[int, str] = field(default_factory=dict)
    later: dict[int, timedelta] = field(default_factory=dict)  # who has quiet hours, and how long they last


def look_over(announcement: Announcement, why: dict[int, str]) -> Look:
    """Look again at one piece of news, for recipients with the code of the reason that it reached each.

    What fails is logged without a word of the news, and holds up nobody else.
    """
    try:
        kind = kind_of_news(announcement.kind)
        seen = look_at(why, announcement, kind)
    except Exception as error:
        logger.error("digest_not_looked_at announcement=%s error=%s", announcement.pk, type(error).__name__)
        return Look()
    readers = {recipient.pk: (recipient, variant) for recipient, variant in seen.told}
    lines = _lines(announcement, {pk: variant for pk, (_recipient, variant) in readers.items()})
    return Look(lines, readers, seen.not_told, seen.later)


def preview(recipient: Recipient, most: int = MOST_PREVIEWED) -> list[Entry]:
    """Return what the next digest of this recipient would say, the newest first; nothing is written or sent.

    Each piece of news is looked at with a few queries of its own: so many and no more.
    """
    rows = AlertDelivery.objects.filter(
        recipient=recipient, channel=Channel.DIGEST, state=DeliveryState.WAITING, announcement__cancelled_at=None
    )
    entries: list[Entry] = []
    for row in rows.for_inbox()[:most]:
        entries += look_over(row.announcement, {recipient.pk: row.why}).lines.values()
    return entries


def _lines(announcement: Announcement, variants: dict[int, Variant]) -> dict[int, Entry]:
    """Return the line of each reader; those of one variant share theirs."""
    written = {variant: _line(announcement, variant) for variant in set(variants.values())}
    return {pk: line for pk, variant in variants.items() if (line := written[variant]) is not None}


def _line(announcement: Announcement, variant: Variant) -> Entry | None:
    try:
        return entry(kind_of_news(announcement.kind), announcement, variant)
    except Exception as error:
        logger.error("digest_line_not_written announcement=%s error=%s", announcement.pk, type(error).__name__)
        return None
