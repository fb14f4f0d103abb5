"""The few figures of the home page, over public requests alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Min, Q

from solidarity.choices import OPEN_ANSWERS
from solidarity.models import Addressee, Pledge, SolidarityRequest
from unions.models import Organisation

ENOUGH = 5  # fewer than this would speak of single unions or people: then nothing is said
SPAN = timedelta(days=365)


class Median(Aggregate):
    """The middle value, as Postgres counts it."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Figures:
    """What may be said with honesty; None where there is too little to count."""

    open_requests: int
    member_unions: int
    answered_in_time: float | None
    median_hours: int | None
    acts_arrived: int | None


def figures_at(at: datetime) -> Figures:
    """Return the figures of the last twelve months. Shares are between 0 and 1, times in hours."""
    public = SolidarityRequest.objects.visible_to(AnonymousUser())
    asked = _answers(public, at)
    first = _first_answers(public, at)
    arrived = Pledge.objects.filter(
        need__solidarity_request__in=public, deliveries__arrived__gt=0, deliveries__confirmed_at__gt=at - SPAN
    )
    acts = arrived.aggregate(acts=Count("pk", distinct=True))["acts"]
    return Figures(
        open_requests=public.open().count(),
        member_unions=Organisation.objects.members().count(),
        answered_in_time=asked["in_time"] / asked["due"] if asked["due"] >= ENOUGH else None,
        median_hours=round(first["median"].total_seconds() / 3600) if first["answered"] >= ENOUGH else None,
        acts_arrived=acts if acts >= ENOUGH else None,
    )


def _answers(public: Any, at: datetime) -> dict[str, int]:
    """Count the clocks that have run out or were answered, and those answered in time."""
    clocks = Addressee.objects.filter(solidarity_request__in=public, due_at__isnull=False, told_at__gt=at - SPAN)
    in_time = Q(answered_at__lte=F("due_at")) & ~Q(answer__in=OPEN_ANSWERS)
    return clocks.aggregate(due=Count("pk", filter=Q(due_at__lte=at) | in_time), in_time=Count("pk", filter=in_time))


def _first_answers(public: Any, at: datetime) -> dict[str, Any]:
    """Take the median time from publishing a request to its first answer."""
    answered = public.annotate(first=Min("addressees__answered_at")).filter(first__gt=at - SPAN)
    waited = ExpressionWrapper(F("first") - F("published_at"), output_field=DurationField())
    return answered.aggregate(median=Median(waited), answered=Count("pk"))
