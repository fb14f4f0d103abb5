"""How far a piece of news is: how many people it reached, how, in which languages, and why not. Never who."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.functions import Coalesce, Now

from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.variants import first_spoken
from unions.choices import Channel
from unions.models import Announcement

LATELY = timedelta(minutes=1)
SENT = Q(state=DeliveryState.SENT)
OF_EVERYBODY = {Channel.MAIL, Channel.DIGEST}  # each has a copy by one of them, be it that none can be sent


@dataclass(frozen=True)
class Progress:
    """Numbers of one announcement. `addressed`, `people` and `languages` count people, all else counts copies.

    `addressed` are all whom it concerns, reached or not. `put_off` are the waiting copies that are not due yet;
    `gathered` those that wait for a digest, the first of which is due at `next_digest_at`. `lately` were sent within
    `LATELY`; `seconds` is how much of it has passed since the first was sent.
    """

    addressed: int
    people: int
    languages: Counter[str]
    channels: Counter[str]
    waiting: int
    put_off: int
    gathered: int
    next_digest_at: datetime | None
    failed: Counter[str]
    not_told: Counter[str]
    cancelled: int
    lately: int
    seconds: float

    @property
    def sent(self) -> int:
        """How many copies were sent, by whatever channel."""
        return self.channels.total()

    @property
    def per_minute(self) -> int:
        """How many copies leave in a minute, as it went lately."""
        return round(self.lately * 60 / self.seconds) if self.seconds else 0

    @property
    def minutes_left(self) -> int | None:
        """How long it will take at that rate, at least one minute; None where nothing leaves or nothing is due."""
        due = self.waiting - self.put_off
        return max(1, -(-due // self.per_minute)) if due and self.per_minute else None


def progress_of(announcement: Announcement) -> Progress:
    """Count one announcement, in two queries whatever its size."""
    rows = list(_by_outcome(announcement))
    gathered = [row for row in rows if row["channel"] == Channel.DIGEST and row["state"] == DeliveryState.WAITING]
    channels = _tallied(rows, DeliveryState.SENT, "channel")
    languages: Counter[str] = Counter()
    for row in _by_language(announcement, is_by_many_channels=len(channels) > 1):
        languages[first_spoken([row["first"], *(row["others"] or [])])] += row["people"]
    passed = max((row["since_first"] for row in rows if row["since_first"]), default=timedelta())
    return Progress(
        addressed=sum(row["copies"] for row in rows if row["channel"] in OF_EVERYBODY),
        people=languages.total(),
        languages=languages,
        channels=channels,
        waiting=_tallied(rows, DeliveryState.WAITING, "state").total(),
        put_off=sum(row["put_off"] for row in rows),
        gathered=sum(row["copies"] for row in gathered),
        next_digest_at=min((row["first_due"] for row in gathered), default=None),
        failed=_tallied(rows, DeliveryState.FAILED, "reason"),
        not_told=_tallied(rows, DeliveryState.SUPPRESSED, "reason"),
        cancelled=_tallied(rows, DeliveryState.CANCELLED, "state").total(),
        lately=sum(row["lately"] for row in rows),
        seconds=min(passed, LATELY).total_seconds(),
    )


def _by_outcome(announcement: Announcement) -> Any:
    grouped = AlertDelivery.objects.filter(announcement=announcement).values("channel", "state", "reason")
    passed = ExpressionWrapper(Now() - Min("ended_at", filter=SENT), output_field=DurationField())
    return grouped.annotate(
        copies=Count("recipient"),
        lately=Count("recipient", filter=SENT & Q(ended_at__gt=Now() - LATELY)),
        put_off=Count("recipient", filter=Q(state=DeliveryState.WAITING, not_before__gt=Now())),
        first_due=Min("not_before"),
        since_first=passed,
    )


def _by_language(announcement: Announcement, *, is_by_many_channels: bool) -> Any:
    """Count people, of whom each has one copy in each channel: to tell them apart takes a sort of all copies."""
    told = AlertDelivery.objects.filter(SENT, announcement=announcement)
    first = Coalesce(F("recipient__user__ui_language"), F("recipient__contact_language"))
    grouped = told.values(first=first, others=F("recipient__user__reading_languages"))
    return grouped.annotate(people=Count("recipient", distinct=is_by_many_channels))


def _tallied(rows: list[dict[str, Any]], state: DeliveryState, name: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in rows:
        if row["state"] == state:
            counted[row[name]] += row["copies"]
    return counted
