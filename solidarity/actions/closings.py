"""How a request ends, and what its union says came of it.

On the day it closes a request takes no more pledges, and its union is due to report. Fourteen days later the clock
closes it as `unreported`; the union can still report after that, and the outcome is then what it says.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions import pledges
from solidarity.choices import LIVE_STATES, Outcome, RequestState
from solidarity.models import ClosingReport, SolidarityRequest
from unions.announcements import announce_again
from unions.audit import record
from unions.models import User
from unions.validators import Refused, check_fields

REPORTABLE = tuple(outcome for outcome in Outcome if outcome != Outcome.UNREPORTED)


class NotToBeClosed(Refused):
    """The request is a draft, was taken down, or has its report already."""


class NotWhole(Refused):
    """One of the three answers is missing."""


@transaction.atomic
def close(
    *,
    solidarity_request: SolidarityRequest,
    outcome: str,
    members_knew: str,
    lifted: int,
    what_helped: Iterable[str],
    language: str,
    by: User,
    at: datetime,
    thanks: str = "",
) -> ClosingReport:
    """End a request with its three answers: what came of it, did members know and did it lift them, what helped.

    Open pledges are released and every pledger is told and thanked. Raises NotToBeClosed or NotWhole.
    """
    found = _locked(solidarity_request)
    is_late_report = found.state == RequestState.CLOSED and found.outcome == Outcome.UNREPORTED
    if found.state not in LIVE_STATES and not is_late_report:
        raise NotToBeClosed(_("This request has ended already."))
    report = ClosingReport(solidarity_request=found, members_knew=members_knew, lifted=lifted, at=at, by=by)
    report.what_helped, report.thanks, report.language = sorted(set(what_helped)), thanks.strip(), language
    _check(report, outcome)
    report.save()
    _end(found, outcome, by=by, at=at)
    return report


@transaction.atomic
def close_unreported(*, solidarity_request: SolidarityRequest, at: datetime, by: User | None = None) -> None:
    """Close a request that ran out fourteen days ago without a report. Raises NotToBeClosed."""
    found = _locked(solidarity_request)
    if not SolidarityRequest.objects.to_close(at).filter(pk=found.pk).exists():
        raise NotToBeClosed(_("This request is not to be closed."))
    _end(found, Outcome.UNREPORTED, by=by, at=at)


def _locked(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    found: SolidarityRequest = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    return found


def _check(report: ClosingReport, outcome: str) -> None:
    if outcome not in REPORTABLE:
        raise NotWhole(_("Say what came of it."), field="outcome")
    if not 1 <= report.lifted <= 5:
        raise NotWhole(_("Choose from 1 to 5."), field="lifted")
    check_fields(report, ["members_knew", "thanks", "language"])
    asked = set(report.solidarity_request.needs.values_list("kind__code", flat=True))
    if not asked.issuperset(report.what_helped):
        raise NotWhole(_("Choose among the kinds of help that you asked for."), field="what_helped")


def _end(solidarity_request: SolidarityRequest, outcome: str, *, by: User | None, at: datetime) -> None:
    before = solidarity_request.state
    solidarity_request.state, solidarity_request.outcome = RequestState.CLOSED, outcome
    solidarity_request.closed_at = solidarity_request.closed_at or at
    solidarity_request.save(update_fields=["state", "outcome", "closed_at"])
    pledges.release(solidarity_request=solidarity_request, by=by, at=at)
    record(
        "request_closed",
        solidarity_request,
        by=by,
        at=at,
        from_state=before,
        to_state=RequestState.CLOSED,
        reason=outcome,
    )
    announce_again("request_closed", solidarity_request, by=by, at=at)
