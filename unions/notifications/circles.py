"""Which recipients stand in which circle of the network: what the audiences of every room are made of."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Membership, NetworkRole, Organisation, Recipient
from unions.querysets.organisation import MEMBER_STATES

EVERYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__isnull=True)


def staff_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """Those who ask and answer for one of these organisations, while the network has admitted it."""
    staff = Membership.objects.staff().filter(organisation__in=organisations, organisation__state__in=MEMBER_STATES)
    return Q(Exists(staff.filter(user=OuterRef("user"))))


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
