"""The weekly sign of safety, and what happens when it says no or does not come."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions import pledges, solidarity_requests, updates
from solidarity.choices import LIVE_STATES, RequestState, SafetyAnswer, Visibility
from solidarity.models import CheckIn, SolidarityRequest
from solidarity.permissions import is_wider
from unions.announcements import announce_again
from unions.audit import record
from unions.choices import UpdateAudience
from unions.models import User
from unions.validators import Refused

SHELTER = Visibility.NAMED_ORGANISATIONS


class NotLive(Refused):
    """The request is not published, or has ended."""


class NothingDue(Refused):
    """The clock was late: somebody has checked in meanwhile."""


@transaction.atomic
def check_in(*, solidarity_request: SolidarityRequest, still_safe: str, by: User, at: datetime) -> CheckIn:
    """Say whether people are still safe. A yes ends a pause.

    A no, and a not sure, take the request back to the staff of the unions asked, hide place and photos and pause it,
    at once; safeguarding and the union's other staff are told. Raises NotLive.
    """
    found = _locked(solidarity_request)
    if still_safe not in SafetyAnswer.values:
        raise Refused(_("Say whether you are still safe."), field="still_safe")
    check = CheckIn.objects.create(solidarity_request=found, still_safe=still_safe, at=at, by=by)
    found.checked_in_at = at
    found.save(update_fields=["checked_in_at"])
    record("request_checked_in", found, by=by, at=at, from_state=found.state, to_state=found.state, reason=still_safe)
    if still_safe != SafetyAnswer.YES:
        _shelter(found, by, at)
        announce_again("safety_alarm", found, by=by, at=at, is_urgent=True)
    elif found.state == RequestState.PAUSED:
        solidarity_requests.resume(solidarity_request=found, by=by, at=at)
    return check


@transaction.atomic
def fill_in(
    *,
    solidarity_request: SolidarityRequest,
    still_safe: str,
    by: User,
    at: datetime,
    arrivals: Mapping[int, int] | None = None,
    news: str = "",
    language: str = "",
    audience: str = UpdateAudience.PLEDGERS,
) -> CheckIn:
    """Send the page of the week as a whole: what arrived, the news if there is any, and whether people are safe.

    Raises what `pledges.confirm_received`, `updates.post` and `check_in` raise; then nothing of it is kept.
    """
    if arrivals:
        pledges.confirm_received(solidarity_request=solidarity_request, arrivals=arrivals, by=by, at=at)
    if news.strip():
        words = {"text": news, "language": language, "audience": audience}
        updates.post(solidarity_request=solidarity_request, by=by, at=at, **words)
    return check_in(solidarity_request=solidarity_request, still_safe=still_safe, by=by, at=at)


@transaction.atomic
def ask(*, solidarity_request: SolidarityRequest, at: datetime, by: User | None = None) -> None:
    """Ask the union once a week whether its people are safe. Raises NothingDue."""
    found = _locked(solidarity_request)
    if not SolidarityRequest.objects.check_in_to_ask(at).filter(pk=found.pk).exists():
        raise NothingDue(_("There is nothing to ask."))
    record("request_check_in_asked", found, by=by, at=at, from_state=found.state, to_state=found.state)
    announce_again("check_in_due", found, by=by, at=at)


@transaction.atomic
def pause_overdue(*, solidarity_request: SolidarityRequest, at: datetime, by: User | None = None) -> None:
    """Pause a request whose check-in is a week late: place and photos are hidden with it. Raises NothingDue."""
    found = _locked(solidarity_request)
    if not SolidarityRequest.objects.to_pause(at).filter(pk=found.pk).exists():
        raise NothingDue(_("There is nothing to pause."))
    solidarity_requests.pause(solidarity_request=found, by=by, at=at, reason="check_in_overdue")


def _locked(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    found = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    if found.state not in LIVE_STATES:
        raise NotLive(_("This request has ended."))
    return found


def _shelter(solidarity_request: SolidarityRequest, by: User, at: datetime) -> None:
    levels = (solidarity_request.visibility, solidarity_request.wanted_visibility)
    if any(is_wider(level, SHELTER) for level in levels):
        solidarity_requests.narrow(solidarity_request=solidarity_request, visibility=SHELTER, by=by, at=at)
    if solidarity_request.state != RequestState.PAUSED:
        solidarity_requests.pause(solidarity_request=solidarity_request, by=by, at=at, reason="not_safe")
