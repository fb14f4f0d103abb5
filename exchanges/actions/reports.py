"""What people and unions say came of a visit, and what they promise next."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.actions import visits
from exchanges.choices import DUE_DAYS, REPORTING_STATES, CommitmentStatus
from exchanges.models import Commitment, ExchangeReport, Participant, ParticipantReport, Visit
from unions.announcements import announce
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused, check_fields

OF_A_PARTICIPANT = (
    "learned", "take_home", "language", "same_employer", "tells_at", "tells_on", "tells_whom", "has_told", "reached",
    "may_be_shown",
)  # fmt: skip


class TooEarly(Refused):
    """The visit has not begun, or was called off."""


class NotOfThisVisit(Refused):
    """The union is neither host nor guest."""


class NotWhole(Refused):
    """Words are missing."""


class AlreadyChecked(Refused):
    """The union has said whether it kept this."""


@transaction.atomic
def tell(*, participant: Participant, by: User, at: datetime, **answers: Any) -> ParticipantReport:
    """Write or change what one person takes home; the last report that was missing closes the visit.

    Raises TooEarly, NotWhole.
    """
    visit = _begun(participant.visit)
    report = ParticipantReport.objects.filter(participant=participant).first()
    report = report or ParticipantReport(participant=participant, made_at=at)
    _fill(report, OF_A_PARTICIPANT, answers, needed=("learned", "take_home"))
    record("participant_reported", report, by=by, at=at)
    visits.settle_reports(visit=visit, by=by, at=at)
    return report


@transaction.atomic
def report(
    *, visit: Visit, organisation: Organisation, text: str, language: str, results: list[str], by: User, at: datetime
) -> ExchangeReport:
    """Write or change what one of the two unions says. Raises TooEarly, NotOfThisVisit, NotWhole."""
    found = _begun(visit)
    _check_side(found, organisation)
    written = ExchangeReport.objects.filter(visit=found, organisation=organisation).first()
    written = written or ExchangeReport(visit=found, organisation=organisation)
    written.by, written.at = by, at
    answers = {"text": text, "language": language, "results": sorted(set(results))}
    _fill(written, tuple(answers), answers, needed=("text",))
    record("union_reported", written, by=by, at=at)
    visits.settle_reports(visit=found, by=by, at=at)
    return written


@transaction.atomic
def commit(
    *, visit: Visit, organisation: Organisation, text: str, language: str, due_days: int, by: User, at: datetime
) -> Commitment:
    """Promise something for one of the two unions, counted from the last day of the visit.

    Raises TooEarly, NotOfThisVisit, NotWhole.
    """
    found = _begun(visit)
    _check_side(found, organisation)
    if due_days not in DUE_DAYS:
        raise NotWhole(_("Choose when it is looked at again."), field="due_days")
    promised = Commitment(visit=found, organisation=organisation, due_days=due_days, made_at=at)
    promised.due_on = found.until_on + timedelta(days=due_days)
    _fill(promised, ("text", "language"), {"text": text, "language": language}, needed=("text",))
    record("commitment_made", promised, by=by, at=at)
    return promised


@transaction.atomic
def ask_whether_kept(*, commitment: Commitment, at: datetime, by: User | None = None) -> Commitment:
    """Ask the union once, on the day, whether it kept its word. Raises AlreadyChecked if it is not due."""
    found = _locked(commitment)
    if not Commitment.objects.to_ask(at).filter(pk=found.pk).exists():
        raise AlreadyChecked(_("There is nothing to ask."))
    found.asked_at = at
    found.save(update_fields=["asked_at"])
    record("commitment_asked", found, by=by, at=at)
    announce("commitment_due", found, by=by, at=at)
    return found


@transaction.atomic
def check(*, commitment: Commitment, status: str, by: User, at: datetime) -> Commitment:
    """Say whether it was kept, in part, or not. Raises NotWhole, AlreadyChecked."""
    found = _locked(commitment)
    if found.status:
        raise AlreadyChecked(_("Your union has answered this already."))
    if status not in CommitmentStatus.values:
        raise NotWhole(_("Choose one of these."), field="status")
    found.status, found.checked_at = status, at
    found.save(update_fields=["status", "checked_at"])
    record("commitment_checked", found, by=by, at=at, to_state=status)
    return found


def _fill(row: Any, names: tuple[str, ...], answers: dict[str, Any], *, needed: tuple[str, ...]) -> None:
    for name in names:
        if name in answers:
            value = answers[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name in needed:
        if not getattr(row, name):
            raise NotWhole(_("Please write a few words."), field=name)
    check_fields(row, [name for name in names if answers.get(name)])
    row.save()


def _begun(visit: Visit) -> Visit:
    found = visits.hold(visit)
    if found.state not in REPORTING_STATES:
        raise TooEarly(_("There is something to report once the visit has begun."))
    return found


def _check_side(visit: Visit, organisation: Organisation) -> None:
    if organisation.pk not in {visit.host_id, visit.guest_id}:
        raise NotOfThisVisit(_("Your union does not take part in this visit."))


def _locked(commitment: Commitment) -> Commitment:
    found: Commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    return found
