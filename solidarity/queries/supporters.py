"""Who stands behind a request and who helps, as far as they agreed to be named."""

from dataclasses import dataclass

from django.db.models import Count, Q

from solidarity.choices import ShownAs
from solidarity.models import Pledge, SolidarityRequest
from unions.models import Organisation


@dataclass(frozen=True)
class Supporters:
    """Unions that are named, how many more there are, and how many people."""

    endorsing: list[Organisation]
    helping: list[Organisation]
    unnamed_unions: int
    people: int


def supporters_of(solidarity_request: SolidarityRequest) -> Supporters:
    """Return them; a pledge that waits to be accepted does not count yet."""
    pledges = Pledge.objects.holding().filter(need__solidarity_request=solidarity_request, held_until__isnull=True)
    by_unions = pledges.filter(organisation__isnull=False)
    named = Q(pk__in=by_unions.filter(shown_as=ShownAs.UNION).values("organisation"))
    helping = Organisation.objects.members().filter(named).order_by("name")
    counted = pledges.aggregate(unions=Count("organisation", distinct=True), people=Count("user", distinct=True))
    endorsing = Organisation.objects.members().filter(endorsements__solidarity_request=solidarity_request)
    return Supporters(
        endorsing=list(endorsing.order_by("name")),
        helping=(listed := list(helping)),
        unnamed_unions=counted["unions"] - len(listed),
        people=counted["people"],
    )
