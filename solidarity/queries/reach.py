"""How many people of how many unions would see a request, level by level."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from unions.announcements import kinds_of_calls
from unions.models import Membership, Organisation, Recipient

SMALLEST_COUNT = 5  # below this a number points at people


@dataclass(frozen=True)
class Reach:
    """A number of people, of a number of organisations; few people are not counted out."""

    people: int
    organisations: int

    @property
    def is_small(self) -> bool:
        """Whether the people are too few to be counted out."""
        return self.people < SMALLEST_COUNT


def lost_contacts() -> "Prefetch[str, QuerySet[Recipient], str]":
    """Return what reads the contacts that calls do not reach with the organisations asked, as `lost_contacts`."""
    return Prefetch(
        "organisation__contacts", Recipient.objects.lost_contacts(kinds_of_calls()), to_attr="lost_contacts"
    )


def of_network() -> Reach:
    """Return who reads at network level: verified people of admitted organisations."""
    verified = Membership.objects.verified().filter(organisation__in=Organisation.objects.members())
    return _reach(verified)


def of_organisations(organisations: Iterable[Organisation]) -> Reach:
    """Return who reads at the level of the unions asked: their staff, and contacts of those without an account."""
    asked = list(organisations)
    staff = Membership.objects.staff().filter(organisation__in=asked)
    contacts = Recipient.objects.reachable(kinds_of_calls()).filter(organisation__in=asked).count()
    people = staff.filter(user__is_active=True).values("user").distinct().count()
    return Reach(people=people + contacts, organisations=len(asked))


def _reach(memberships: "QuerySet[Membership]") -> Reach:
    people = memberships.filter(user__is_active=True).values("user").distinct().count()
    return Reach(people=people, organisations=memberships.values("organisation").distinct().count())
