"""Which recipients stand in which circle: the scopes of `visible_to`, asked the other way round."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from exchanges.choices import SHOWN_STATES, ExchangeState, Visibility, Why
from exchanges.models import Exchange, HostOffer, Participant, Visit
from unions.models import Membership, Organisation, Recipient
from unions.querysets.organisation import MEMBER_STATES

NOBODY = Q(pk__isnull=True)


def readers_of(exchange: Exchange) -> "QuerySet[Recipient]":
    """Those with an account whose `visible_to` holds this exchange now."""
    rules = staff_of([exchange.organisation_id])
    if exchange.state != ExchangeState.DRAFT:
        rules |= staff_of(HostOffer.objects.filter(exchange=exchange).values("organisation"))
    if exchange.state in SHOWN_STATES and exchange.organisation.state in MEMBER_STATES:
        rules |= Q(user__isnull=False) if exchange.visibility == Visibility.PUBLIC else network_members()
    return Recipient.objects.filter(rules)


def staff_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """Those who ask and answer for one of these organisations, while the network has admitted it."""
    staff = Membership.objects.staff().filter(organisation__in=organisations, organisation__state__in=MEMBER_STATES)
    return Q(Exists(staff.filter(user=OuterRef("user"))))


def network_members() -> Q:
    """Those whom an admitted organisation has verified."""
    verified = Membership.objects.verified().filter(organisation__state__in=MEMBER_STATES)
    return Q(Exists(verified.filter(user=OuterRef("user"))))


def party_to(visit: Visit) -> "QuerySet[Recipient]":
    """Staff of the two unions, and those who take part."""
    admitted = Organisation.objects.members()
    seats = Participant.objects.filter(visit=visit, user=OuterRef("user"), organisation__in=admitted)
    concerned = staff_of([visit.host_id, visit.guest_id]) | Q(Exists(seats))
    return because(Recipient.objects.filter(concerned), Why.TAKES_PART)


def nobody() -> "QuerySet[Recipient]":
    """Return the audience of news whose time has passed."""
    return because(Recipient.objects.none(), "")


def because(recipients: "QuerySet[Recipient]", why: str) -> "QuerySet[Recipient]":
    """Give everybody the same reason."""
    return recipients.annotate(why=Value(str(why)))
