"""Who may do what with requests, needs, pledges and answers; pure questions, no writes."""

from typing import Any

from solidarity.choices import VISIBILITY_ORDER, RequestState, Visibility
from solidarity.models import Addressee, Pledge, SolidarityRequest
from unions.choices import NetworkRoleKind
from unions.models import Organisation
from unions.permissions import has_duty, is_network_member, is_staff, may_speak_for


def may_ask(user: Any) -> bool:
    """Staff of an admitted organisation may ask."""
    return is_staff(user)


def may_edit(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """Staff of the union that asks may change it."""
    return may_speak_for(user, solidarity_request.organisation)


def may_translate(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """Staff of the union that asks, and its translators once they may read it."""
    return SolidarityRequest.objects.translatable_by(user).filter(pk=solidarity_request.pk).exists()


def may_review(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """A reviewer of another organisation may open it wider."""
    return SolidarityRequest.objects.reviewable_by(user).filter(pk=solidarity_request.pk).exists()


def may_open_wider(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """A reviewer may; with danger, or people who have not agreed, it takes the duty of safeguarding."""
    is_safe = not solidarity_request.is_at_risk or has_duty(user, NetworkRoleKind.SAFEGUARDING)
    return is_safe and may_review(user, solidarity_request)


def may_take_down(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """The union that asks, safeguarding and network admins may; at once and without a second person."""
    duty = has_duty(user, NetworkRoleKind.SAFEGUARDING, NetworkRoleKind.NETWORK_ADMIN)
    return duty or may_edit(user, solidarity_request)


def may_answer(user: Any, addressee: Addressee) -> bool:
    """Staff of the union that is asked may answer for it."""
    return may_speak_for(user, addressee.organisation)


def may_endorse(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """Staff of another member organisation may put its name behind a request that is open and listed."""
    listed = solidarity_request.visibility in {Visibility.NETWORK, Visibility.PUBLIC}
    if not user.is_authenticated or not listed or solidarity_request.state != RequestState.OPEN:
        return False
    return Organisation.objects.staffed_by(user).exclude(pk=solidarity_request.organisation_id).exists()


def may_confirm(user: Any, pledge: Pledge) -> bool:
    """Staff of the union that asks may accept, refuse and confirm."""
    return Pledge.objects.received_by(user).filter(pk=pledge.pk).exists()


def may_see_place(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """The asker always; others at the place's own level, and nobody while the request is paused or taken down.

    A place that is kept behind the scenes is for the asker alone.
    """
    if user.is_authenticated and may_edit(user, solidarity_request):
        return True
    return _shows_place(solidarity_request) and reaches(user, solidarity_request, solidarity_request.place_visibility)


def may_see_contact(user: Any, solidarity_request: SolidarityRequest) -> bool:
    """The asker, and staff of the unions that it asked."""
    return may_edit(user, solidarity_request) or _is_named(user, solidarity_request)


def asked_may_see_place(addressee: Addressee) -> bool:
    """A union that is asked stands in every circle but the asker's own, whoever reads for it."""
    return _shows_place(addressee.solidarity_request)


def asked_may_see_contact(addressee: Addressee) -> bool:
    """By its link a union learns how to reach the asker once it has pledged, and the asker has accepted what waits."""
    return Pledge.objects.promised_by(addressee).holding().filter(held_until__isnull=True).exists()


def reaches(user: Any, solidarity_request: SolidarityRequest, level: str) -> bool:
    """Whether this reader stands inside the circle of this level around the request."""
    if level == Visibility.PUBLIC:
        return True
    if level == Visibility.NETWORK and is_network_member(user):
        return True
    return bool(user.is_authenticated) and _is_named(user, solidarity_request)


def is_wider(level: str, than: str) -> bool:
    """Whether a level shows more than another."""
    return VISIBILITY_ORDER.index(level) > VISIBILITY_ORDER.index(than)


def _shows_place(solidarity_request: SolidarityRequest) -> bool:
    is_held = solidarity_request.state in {RequestState.PAUSED, RequestState.TAKEN_DOWN}
    return not is_held and solidarity_request.place_visibility != Visibility.BEHIND_THE_SCENES


def _is_named(user: Any, solidarity_request: SolidarityRequest) -> bool:
    staffed = Organisation.objects.staffed_by(user)
    return solidarity_request.addressees.filter(organisation__in=staffed).exists()
