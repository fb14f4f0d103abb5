"""Which unions owe an answer, and until when."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count

from solidarity.choices import ANSWER_HOURS, CLOSE_TIES, Urgency
from solidarity.models import Addressee, Pledge
from unions.models import Organisation

MOST_CLOCKS_A_WEEK = 5
WEEK = timedelta(days=7)
FRIDAY = 4


def answer_due(urgency: str, at: datetime) -> datetime:
    """Return when the window ends: 24 hours round the clock in an emergency, else hours of working days (UTC)."""
    hours = ANSWER_HOURS[Urgency(urgency)]
    if urgency == Urgency.EMERGENCY_24H:
        return at + timedelta(hours=hours)
    due = _after_weekend(at)
    for _ in range(hours // 24):
        due = _after_weekend(due + timedelta(days=1))
    return due


def busy(organisations: Iterable[Organisation], at: datetime) -> set[int]:
    """Return the keys of those that were put under five clocks within a week: a sixth call has none."""
    recent = Addressee.objects.filter(organisation__in=organisations, due_at__isnull=False, told_at__gt=at - WEEK)
    counted = recent.values("organisation").annotate(clocks=Count("pk")).filter(clocks__gte=MOST_CLOCKS_A_WEEK)
    return set(counted.values_list("organisation", flat=True))


def owes_answer(reasons: Iterable[str]) -> bool:
    """Whether a tie is close enough for a clock: the same worksite, employer or group of companies."""
    return bool(set(reasons) & set(CLOSE_TIES))


def link_ends(addressee: Addressee) -> datetime | None:
    """Return until when the contact of a union that is asked may answer by its link; None for as long as the request.

    It ends with the clock, or with the request where no clock runs. The one reminder gives the same window again, and
    who has promised something keeps the link to say how it goes.
    """
    solidarity_request = addressee.solidarity_request
    if Pledge.objects.promised_by(addressee).holding().exists():
        return None
    closes_on = solidarity_request.closes_on
    last = datetime.combine(closes_on, time.max, UTC) if closes_on else None
    ends: datetime | None = addressee.due_at or last
    if addressee.reminded_at:
        ends = answer_due(solidarity_request.urgency, addressee.reminded_at)
    return min(ends, last) if ends and last else ends


def _after_weekend(at: datetime) -> datetime:
    days_past_friday = at.weekday() - FRIDAY
    return at + timedelta(days=3 - days_past_friday) if days_past_friday > 0 else at
