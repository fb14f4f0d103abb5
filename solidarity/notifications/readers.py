"""Which recipients stand in which circle around a request: the scopes of `visible_to`, asked the other way round."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from solidarity.choices import LIVE_STATES, RequestState, Visibility, Why
from solidarity.models import SolidarityRequest
from solidarity.querysets.solidarity_request import OPENED_STATES, PUBLISHED_STATES, WANTED_WIDER
from unions.choices import NetworkRoleKind
from unions.models import Announcement, Membership, Recipient
from unions.notifications.circles import EVERYBODY, NOBODY, because, contacts_of, network_members, staff_of, with_duty
from unions.querysets.organisation import MEMBER_STATES


def readers_of(solidarity_request: SolidarityRequest) -> "QuerySet[Recipient]":
    """Those whose `visible_to` holds this request now, and the contacts of unions that are asked."""
    rules = staff_of([solidarity_request.organisation_id])
    if solidarity_request.organisation.state in MEMBER_STATES:
        rules |= _by_level(solidarity_request) | _by_being_asked(solidarity_request) | reviewers_for(solidarity_request)
        rules |= _by_publishing(solidarity_request)
    if solidarity_request.state != RequestState.DRAFT:
        rules |= with_duty(NetworkRoleKind.SAFEGUARDING)
    return Recipient.objects.filter(rules)


def contacts_among(announcement: Announcement, recipient_ids: list[int]) -> dict[int, str]:
    """Return which of these recipients are contacts without an account, who have a page of their own."""
    contacts = Recipient.objects.filter(pk__in=recipient_ids, organisation__isnull=False)
    return dict.fromkeys(contacts.values_list("pk", flat=True), "contact")


def reviewers_for(solidarity_request: SolidarityRequest) -> Q:
    """Those who may look at a request that is to be seen by more people: reviewers of other organisations.

    Where somebody is at risk, safeguarding too.
    """
    if not SolidarityRequest.objects.filter(WANTED_WIDER, pk=solidarity_request.pk).exists():
        return NOBODY
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation=solidarity_request.organisation_id)
    safeguarding = [NetworkRoleKind.SAFEGUARDING] if solidarity_request.is_at_risk else []
    return with_duty(NetworkRoleKind.REVIEWER, *safeguarding) & ~Exists(own) & ~Q(user=solidarity_request.made_by_id)


def askers(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the union that asks, while the request that the news is about lives."""
    solidarity_request = announcement.subject
    if solidarity_request is None or solidarity_request.state not in LIVE_STATES:
        return because(Recipient.objects.none(), "")
    return because(Recipient.objects.filter(staff_of([solidarity_request.organisation_id])), Why.ASKED.value)


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
