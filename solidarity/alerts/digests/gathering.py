"""What belongs into a digest: looked at anew, each piece in the words that its grade allows."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from solidarity.alerts.last_look import look_at
from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.words import Entry, entry, without_doubles
from unions.announcements import Variant, kind_of_news
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


@dataclass(frozen=True)
class Preview:
    """What the next digest of somebody would say, the newest first, and how many pieces of news wait besides.

    `unseen` are due with it, and were not looked at; `later` are for other digests, the first of which comes at
    `later_at`.
    """

    entries: list[Entry] = field(default_factory=list)
    comes_at: datetime | None = None
    unseen: int = 0
    later: int = 0
    later_at: datetime | None = None


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


def preview(recipient: Recipient, most: int = MOST_PREVIEWED) -> Preview:
    """Return what the next digest of this recipient would say as of now; nothing is written or sent.

    Each piece of news is looked at with a few queries of its own: so many and no more.
    """
    waiting = AlertDelivery.objects.gathered().filter(recipient=recipient, announcement__cancelled_at=None)
    hours = list(waiting.values_list("not_before").annotate(Count("announcement")).order_by("not_before"))
    if not hours:
        return Preview()
    comes_at = hours[0][0]
    due_by = max(comes_at, timezone.now())
    entries: list[Entry] = []
    for row in waiting.filter(not_before__lte=due_by).for_inbox()[:most]:
        entries += look_over(row.announcement, {recipient.pk: row.why}).lines.values()
    due = sum(count for hour, count in hours if hour <= due_by)
    later = [(hour, count) for hour, count in hours if hour > due_by]
    return Preview(
        entries=without_doubles(entries),
        comes_at=comes_at,
        unseen=max(0, due - most),
        later=sum(count for _hour, count in later),
        later_at=later[0][0] if later else None,
    )


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
