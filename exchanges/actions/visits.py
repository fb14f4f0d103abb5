"""What happens to a visit, from the plan to the last report."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.choices import (
    BEFORE_STATES,
    COMING_STATES,
    TO_CONFIRM_STATES,
    ChangeReason,
    ExchangeState,
    VisitState,
)
from exchanges.models import ExchangeReport, Participant, Visit
from exchanges.queries import reports_missing
from unions.announcements import announce, announce_again, cancel_about
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused, check_fields, is_plausible

PLAN = ("place", "time_zone", "interpreting", "safety_plan")


class IllegalMove(Refused):
    """A visit in this state cannot do that."""


class WrongDays(Refused):
    """The days do not follow each other, or are over."""


class ReasonMissing(Refused):
    """Who changes a visit or waives a report says why."""


@transaction.atomic
def plan(*, visit: Visit, by: User, at: datetime, **answers: Any) -> Visit:
    """Say where it is, in which zone its hours are, who interprets, what keeps people safe. Raises IllegalMove."""
    found = _locked(visit)
    _refuse_unless(found.state in COMING_STATES, _("This visit is over."))
    for name in PLAN:
        if name in answers:
            setattr(found, name, answers[name])
    check_fields(found, [name for name in PLAN if answers.get(name)])
    found.changed_at = at
    found.save(update_fields=[*PLAN, "changed_at"])
    record("visit_planned_further", found, by=by, at=at, from_state=found.state, to_state=found.state)
    return found


@transaction.atomic
def confirm(*, visit: Visit, organisation: Organisation, by: User, at: datetime) -> Visit:
    """Say for one of the two unions that it takes place; the second yes confirms it and all are told.

    Raises IllegalMove where there is nothing to confirm, or this union has done so.
    """
    found = _locked(visit)
    side = {found.guest_id: "guest_confirmed_at", found.host_id: "host_confirmed_at"}.get(organisation.pk, "")
    may = found.state in TO_CONFIRM_STATES and side and getattr(found, side) is None
    _refuse_unless(bool(may), _("There is nothing for your union to confirm now."))
    _refuse_unless(found.until_on >= at.date(), _("These days are over: postpone it or cancel it."))
    setattr(found, side, at)
    is_whole = found.guest_confirmed_at is not None and found.host_confirmed_at is not None
    _move(found, VisitState.CONFIRMED if is_whole else found.state, "visit_confirmed", by=by, at=at)
    if is_whole:
        announce_again("visit_changed", found, by=by, at=at)
    return found


@transaction.atomic
def postpone(*, visit: Visit, from_on: date, until_on: date, reason: str, by: User, at: datetime) -> Visit:
    """Set new days, with a reason; both unions confirm them anew. Raises IllegalMove, WrongDays, ReasonMissing."""
    found = _locked(visit)
    _refuse_unless(found.state in BEFORE_STATES, _("This visit can no longer be postponed."))
    _check_reason(reason)
    if until_on < from_on:
        raise WrongDays(_("The last day comes before the first."), field="until_on")
    if from_on < at.date():
        raise WrongDays(_("The first day has passed."), field="from_on")
    if not is_plausible(until_on):
        raise WrongDays(_("This day lies too far away."), field="until_on")
    found.from_on, found.until_on, found.change_reason = from_on, until_on, reason
    found.guest_confirmed_at = found.host_confirmed_at = None
    _move(found, VisitState.POSTPONED, "visit_postponed", by=by, at=at, reason=reason)
    announce_again("visit_changed", found, by=by, at=at)
    return found


@transaction.atomic
def cancel(*, visit: Visit, reason: str, by: User, at: datetime) -> Visit:
    """Call it off, with a reason; all who take part are told. Raises IllegalMove, ReasonMissing."""
    found = _locked(visit)
    _refuse_unless(found.state in COMING_STATES, _("This visit is over."))
    _check_reason(reason)
    found.change_reason = reason
    cancel_about(found, at=at)
    _move(found, VisitState.CANCELLED, "visit_cancelled", by=by, at=at, reason=reason)
    _end_exchange(found, by=by, at=at)
    announce_again("visit_changed", found, by=by, at=at)
    return found


@transaction.atomic
def begin(*, visit: Visit, at: datetime, by: User | None = None) -> Visit:
    """Begin a confirmed visit on its first day. Raises IllegalMove if it is not due."""
    found = _locked(visit)
    _refuse_unless(Visit.objects.to_begin(at).filter(pk=found.pk).exists(), _("This visit does not begin now."))
    return _move(found, VisitState.UNDER_WAY, "visit_begun", by=by, at=at)


@transaction.atomic
def complete(*, visit: Visit, at: datetime, by: User | None = None) -> Visit:
    """End a visit after its last day; reports may have come before. Raises IllegalMove if it is not due."""
    found = _locked(visit)
    _refuse_unless(Visit.objects.to_complete(at).filter(pk=found.pk).exists(), _("This visit is not over."))
    _move(found, VisitState.COMPLETED, "visit_completed", by=by, at=at)
    return settle_reports(visit=found, by=by, at=at)


@transaction.atomic
def ask_for_reports(*, visit: Visit, at: datetime, by: User | None = None) -> Visit:
    """Ask once, thirty days after, those whose report is missing. Raises IllegalMove if it is not due."""
    found = _locked(visit)
    due = Visit.objects.to_ask_for_reports(at).filter(pk=found.pk)
    _refuse_unless(due.exists(), _("There is nothing to ask for."))
    found.reports_asked_at = at
    found.save(update_fields=["reports_asked_at"])
    record("visit_reports_asked", found, by=by, at=at, from_state=found.state, to_state=found.state)
    announce("report_due", found, by=by, at=at)
    return found


@transaction.atomic
def waive(*, visit: Visit, reason: str, by: User, at: datetime) -> Visit:
    """Close a visit although a participant's report is missing, and say why; both unions have reported.

    Raises IllegalMove, ReasonMissing.
    """
    found = _locked(visit)
    _refuse_unless(found.state == VisitState.COMPLETED, _("This visit does not wait for reports."))
    _refuse_unless(not _unions_missing(found), _("First both unions report."))
    if not reason.strip():
        raise ReasonMissing(_("Please say why."), field="reason")
    found.waiver_reason = reason.strip()
    if len(found.waiver_reason) > 300:
        raise ReasonMissing(_("This is too long."), field="reason")
    _close(found, "visit_waived", by=by, at=at)
    return found


def settle_reports(*, visit: Visit, by: User | None, at: datetime) -> Visit:
    """Close a completed visit once both unions and all participants have reported; the caller holds the visit."""
    is_whole = not _unions_missing(visit) and not reports_missing(visit)
    if visit.state == VisitState.COMPLETED and is_whole:
        _close(visit, "visit_reported", by=by, at=at)
    return visit


def hold(visit: Visit) -> Visit:
    """Return the visit as it is now, held until the transaction ends."""
    return _locked(visit)


def _unions_missing(visit: Visit) -> bool:
    return ExchangeReport.objects.filter(visit=visit).count() < 2


def _close(visit: Visit, action: str, *, by: User | None, at: datetime) -> None:
    Participant.objects.filter(visit=visit).exclude(token_hash="").update(token_hash="", token_expires_at=None)
    visit.save(update_fields=["waiver_reason"])
    _move(visit, VisitState.REPORTED, action, by=by, at=at)
    _end_exchange(visit, by=by, at=at)


def _end_exchange(visit: Visit, *, by: User | None, at: datetime) -> None:
    exchange = visit.exchange
    before, exchange.state, exchange.ended_at, exchange.changed_at = exchange.state, ExchangeState.ENDED, at, at
    exchange.save(update_fields=["state", "ended_at", "changed_at"])
    record("exchange_ended", exchange, by=by, at=at, from_state=before, to_state=exchange.state)


def _move(visit: Visit, state: str, action: str, *, by: User | None, at: datetime, reason: str = "") -> Visit:
    before, visit.state, visit.changed_at = visit.state, state, at
    days = ["from_on", "until_on", "guest_confirmed_at", "host_confirmed_at", "change_reason"]
    visit.save(update_fields=["state", "changed_at", *days])
    record(action, visit, by=by, at=at, from_state=before, to_state=state, reason=reason)
    return visit


def _check_reason(reason: str) -> None:
    if reason not in ChangeReason.values:
        raise ReasonMissing(_("Please say why."), field="reason")


def _locked(visit: Visit) -> Visit:
    rows = Visit.objects.select_for_update(no_key=True, of=("self",))
    found: Visit = rows.select_related("exchange", "host", "guest").get(pk=visit.pk)
    return found


def _refuse_unless(may: bool, words: Any) -> None:
    if not may:
        raise IllegalMove(words)
