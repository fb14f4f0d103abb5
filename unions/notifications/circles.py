"""Which recipients stand in which circle of the network: what the audiences of every room are made of."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from unions.choices import Frequency, NetworkRoleKind, OrganisationState
from unions.models import Follow, Membership, NetworkRole, Organisation, Recipient
from unions.querysets.organisation import MEMBER_STATES

EVERYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__isnull=True)


def staff_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """Those who ask and answer for one of these organisations, while the network has admitted it."""
    staff = Membership.objects.staff().filter(organisation__in=organisations, organisation__state__in=MEMBER_STATES)
    return Q(Exists(staff.filter(user=OuterRef("user"))))


def people_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """Those whom one of these organisations has verified, in whatever role, while the network has admitted it."""
    verified = Membership.objects.verified().filter(organisation__in=organisations)
    return Q(Exists(verified.filter(user=OuterRef("user"), organisation__state__in=MEMBER_STATES)))


def contacts_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """The contacts of these organisations, whether or not somebody there has an account; of none put outside."""
    tellable = Q(organisation__state__in=[OrganisationState.LISTED, OrganisationState.APPLYING, *MEMBER_STATES])
    return Q(organisation__in=organisations) & tellable


def network_members() -> Q:
    """Those whom an admitted organisation has verified."""
    verified = Membership.objects.verified().filter(organisation__state__in=MEMBER_STATES)
    return Q(Exists(verified.filter(user=OuterRef("user"))))


def with_duty(*kinds: NetworkRoleKind) -> Q:
    """Those who have one of these duties for the network."""
    return Q(Exists(NetworkRole.objects.in_force().filter(user=OuterRef("user"), kind__in=kinds)))


def because(recipients: "QuerySet[Recipient]", why: str) -> "QuerySet[Recipient]":
    """Give everybody the same reason."""
    return recipients.annotate(why=Value(why))


def nearest_follow(ties: Sequence[tuple[str, Q]]) -> list[When]:
    """The reasons of those who follow something: pairs of a reason and what a Follow then holds, the nearest first."""
    follows = Follow.objects.filter(user=OuterRef("user"))
    return [When(Exists(follows.filter(tie)), then=Value(str(why))) for why, tie in ties]


def reached_by(ties: Sequence[tuple[str, Q]]) -> Q:
    """Those whose reason, which `why` holds by now, is one of these."""
    return Q(why__in=[str(why) for why, _tie in ties])


def matching(ties: Sequence[tuple[str, Q]]) -> "QuerySet[Follow]":
    """Their follows that have one of these ties."""
    return Follow.objects.filter(reduce(or_, (tie for _why, tie in ties)), user=OuterRef("user"))


def most_eager(*follows: "QuerySet[Any]", others: Q = NOBODY) -> Case:
    """How often they want news: as the most eager of these follows of theirs; others at once."""

    def anything(frequency: Frequency) -> Q:
        return reduce(or_, (Q(Exists(each.filter(frequency=frequency))) for each in follows))

    return Case(
        When(others | anything(Frequency.AT_ONCE), then=Value(Frequency.AT_ONCE.value)),
        When(anything(Frequency.DAILY), then=Value(Frequency.DAILY.value)),
        default=Value(Frequency.WEEKLY.value),
    )
