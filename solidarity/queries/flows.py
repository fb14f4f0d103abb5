"""Who helps whom across borders, counted over public requests alone."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q

from solidarity.choices import OPEN_PLEDGE_STATES, ShownAs
from solidarity.models import Pledge, SolidarityRequest

ENOUGH = 5  # fewer would speak of single people: then no more is said than that there are some
MOST_FLOWS = 40


@dataclass(frozen=True)
class Flow:
    """Help from one country to another: acts that arrived, and promises that stand.

    Each is None where there are fewer than five, so that none and a few cannot be told apart.
    """

    helping: str
    asking: str
    arrived: int | None
    promised: int | None


def flows() -> list[Flow]:
    """Return the strongest flows; one query.

    A pledge counts under the country that its maker lets others see, and only where it crosses a border.
    """
    public = SolidarityRequest.objects.visible_to(AnonymousUser()).listed()
    shown = Pledge.objects.holding().filter(need__solidarity_request__in=public, held_until__isnull=True)
    shown = shown.exclude(country="").exclude(shown_as=ShownAs.NOBODY)
    across = shown.exclude(need__solidarity_request__country=F("country"))
    pairs = (
        across.order_by()
        .values("country", "need__solidarity_request__country")
        .annotate(
            arrived=Count("deliveries", filter=Q(deliveries__arrived__gt=0)),
            promised=Count("pk", filter=Q(state__in=OPEN_PLEDGE_STATES), distinct=True),
            strength=F("arrived") + F("promised"),
        )
    )
    strongest = pairs.filter(strength__gt=0).order_by("-strength", "country", "need__solidarity_request__country")
    found = [
        Flow(
            helping=row["country"],
            asking=row["need__solidarity_request__country"],
            arrived=_bucket(row["arrived"]),
            promised=_bucket(row["promised"]),
        )
        for row in strongest[:MOST_FLOWS]
    ]
    return sorted(found, key=_order)


def _order(flow: Flow) -> tuple[int, str, str]:
    """Put them in order by no more than what is shown of them."""
    return -(flow.arrived or 0) - (flow.promised or 0), flow.helping, flow.asking


def _bucket(count: int) -> int | None:
    return count if count >= ENOUGH else None
