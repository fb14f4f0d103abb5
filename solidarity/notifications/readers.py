"""Which recipients stand in which circle around a request: the scopes of `visible_to`, asked the other way round."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from solidarity.choices import LIVE_STATES, RequestState, Visibility, Why
from solidarity.models import SolidarityRequest
from solidarity.querysets.solidarity_request import OPENED_STATES, PUBLISHED_STATES, WANTED_WIDER
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Announcement, Membership, NetworkRole, Organisation, Recipient
from unions.querysets.organisation import MEMBER_STATES

EVERYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__isnull=True)


def readers_of(solidarity_request: SolidarityRequest) -> "QuerySet[Recipient]":
    """Those whose `visible_to` holds this request now, and the contacts of unions that are asked."""
    rules = staff_of([solidarity_request.organisation_id])
    if solidarity_request.organisation.state in MEMBER_STATES:
        rules |= _by_level(solidarity_request) | _by_being_asked(solidarity_request) | reviewers_for(solidarity_request)
        rules |= _by_publishing(solidarity_request)
    if solidarity_request.state != RequestState.DRAFT:
        rules |= with_duty(NetworkRoleKind.SAFEGUARDING)
    return Recipient.objects.filter(rules)


def staff_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """Those who ask and answer for one of these organisations, while the network has admitted it."""
    staff = Membership.objects.staff().filter(organisation__in=organisations, organisation__state__in=MEMBER_STATES)
    return Q(Exists(staff.filter(user=OuterRef("user"))))


def contacts_of(organisations: "Iterable[int] | QuerySet[Organisation]") -> Q:
    """The contacts of these organisations, whether or not somebody there has an account; of none put outside."""
    tellable = Q(organisation__state__in=[OrganisationState.LISTED, OrganisationState.APPLYING, *MEMBER_STATES])
    return Q(organisation__in=organisations) & tellable


def contacts_among(announcement: Announcement, recipient_ids: list[int]) -> dict[int, str]:
    """Return which of these recipients are contacts without an account, who have a page of their own."""
    contacts = Recipient.objects.filter(pk__in=recipient_ids, organisation__isnull=False)
    return dict.fromkeys(contacts.values_list("pk", flat=True), "contact")


def network_members() -> Q:
    """Those whom an admitted organisation has verified."""
    verified = Membership.objects.verified().filter(organisation__state__in=MEMBER_STATES)
    return Q(Exists(verified.filter(user=OuterRef("user"))))


def reviewers_for(solidarity_request: SolidarityRequest) -> Q:
    """Those who may look at a request that is to be seen by more people: reviewers of other organisations.

    Where somebody is at risk, safeguarding too.
    """
    if not SolidarityRequest.objects.filter(WANTED_WIDER, pk=solidarity_request.pk).exists():
        return NOBODY
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation=solidarity_request.organisation_id)
    safeguarding = [NetworkRoleKind.SAFEGUARDING] if solidarity_request.is_at_risk else []
    return with_duty(NetworkRoleKind.REVIEWER, *safeguarding) & ~Exists(own) & ~Q(user=solidarity_request.made_by_id)


def with_duty(*kinds: NetworkRoleKind) -> Q:
    """Those who have one of these duties for the network."""
    return Q(Exists(NetworkRole.objects.in_force().filter(user=OuterRef("user"), kind__in=kinds)))


def askers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that asks, while the request that the news is about lives."""
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state not in LIVE_STATES:
        return because(Recipient.objects.none(), "")
    return because(Recipient.objects.filter(staff_of([solidarity_request.organisation_id])), Why.ASKED.value)


def because(recipients: "QuerySet[Recipient]", why: str) -> "QuerySet[Recipient]":
    """Give everybody the same reason."""
    return recipients.annotate(why=Value(why))


def _by_level(solidarity_request: SolidarityRequest) -> Q:
    if solidarity_request.state not in OPENED_STATES:
        return NOBODY
    circles = {Visibility.PUBLIC: EVERYBODY, Visibility.NETWORK: network_members()}
    return circles.get(Visibility(solidarity_request.visibility), NOBODY)


def _by_publishing(solidarity_request: SolidarityRequest) -> Q:
    if solidarity_request.published_through_id is None or solidarity_request.state not in PUBLISHED_STATES:
        return NOBODY
    return staff_of([solidarity_request.published_through_id])


def _by_being_asked(solidarity_request: SolidarityRequest) -> Q:
    if solidarity_request.state not in PUBLISHED_STATES:
        return NOBODY
    asked = solidarity_request.addressees.values("organisation")
    if Visibility.BEHIND_THE_SCENES in {solidarity_request.visibility, solidarity_request.wanted_visibility}:
        return staff_of(asked)  # who must sign in to read it
    return staff_of(asked) | contacts_of(asked)
