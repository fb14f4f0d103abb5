"""Reports on members' texts: made by readers, decided by others than the author's, looked at again once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from unions.announcements import announce
from unions.audit import record
from unions.choices import ReportReason, ReportState
from unions.member_texts import MemberTexts, member_texts
from unions.models import TextReport, Translation, User
from unions.validators import Refused, check_fields

A_DAY = timedelta(days=1)
MOST_A_DAY = 20
ASK_AGAIN_WITHIN = timedelta(days=30)
GRAVE = (ReportReason.DANGER, ReportReason.NAMES_A_PERSON)


class TooMany(Refused):
    """One reader does not flood the desk."""

    def __init__(self) -> None:
        super().__init__(_("You have reported a lot today. Please go on tomorrow, or write to the network."))


class ReportedBefore(Refused):
    """This reader has reported this text, and it waits for a decision."""

    def __init__(self) -> None:
        super().__init__(_("You have already reported this text. It waits for a decision."))


class Decided(Refused):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has decided on this report in the meantime."))


class NothingThere(Refused):
    """The text is empty or hidden already, or no text was chosen."""

    def __init__(self) -> None:
        super().__init__(_("There is no such text here any more."), field="text")


class NoSecondLook(Refused):
    """It was asked for before, or too late."""

    def __init__(self) -> None:
        super().__init__(_("Another look can be asked for once, within thirty days."))


@transaction.atomic
def make(
    *, kind: str, subject: Any, text: str, reason: str, at: datetime, by: User | None, words: str = ""
) -> TextReport:
    """Report a text of an object that the reader sees; `text` is its key, empty where the reader names none.

    What puts somebody in danger, or names them, alarms safeguarding at once. Nothing is kept of readers without an
    account. Raises TooMany, ReportedBefore, NothingThere.
    """
    known = _known(kind)
    if by is not None and TextReport.objects.made_since(by, at - A_DAY).count() >= MOST_A_DAY:
        raise TooMany
    field, language = _named(known, subject, text)
    report = TextReport(
        kind=kind,
        subject=subject,
        field=field,
        language=language,
        organisation=known.organisation(subject),
        author=known.author(subject),
        is_guarded=not known.is_public(subject),
        reason=reason,
        words=words.strip(),
        reported_by=by,
        reported_at=at,
    )
    check_fields(report, ["reason", "words"])
    _save_once(report)
    record("text_report.made", report, by=by, at=at, to_state=ReportState.OPEN, reason=reason)
    if reason in GRAVE:
        announce("text_reported", report, by=by, at=at, is_urgent=True)
    return report


@transaction.atomic
def uphold(*, report: TextReport, text: str, by: User, at: datetime, note: str) -> TextReport:
    """Hide one text of the object and tell the union whose it is. Raises Decided, NothingThere."""
    found = _locked(report, ReportState.OPEN)
    known, subject = _known(found.kind), found.subject
    field, language = _named(known, subject, text)
    if not field:
        raise NothingThere
    found.field, found.language = field, language
    found.kept_text = _hide(known, subject, field, language)
    _decide(found, ReportState.UPHELD, by=by, at=at, note=note)
    _settle_the_same(found, by=by, at=at)
    announce("text_hidden", found, by=by, at=at)
    return found


@transaction.atomic
def reject(*, report: TextReport, by: User, at: datetime, note: str = "") -> TextReport:
    """Leave the text where it stands. Raises Decided."""
    return _decide(_locked(report, ReportState.OPEN), ReportState.REJECTED, by=by, at=at, note=note)


@transaction.atomic
def ask_again(*, report: TextReport, by: User, at: datetime, plea: str) -> TextReport:
    """Ask, once and within thirty days, that others look at a hidden text. Raises NoSecondLook."""
    found = TextReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    is_late = found.decided_at is None or at > found.decided_at + ASK_AGAIN_WITHIN
    if found.state != ReportState.UPHELD or found.asked_again_at is not None or is_late:
        raise NoSecondLook
    found.state, found.asked_again_by, found.asked_again_at = ReportState.ASKED_AGAIN, by, at
    found.plea = plea.strip()
    check_fields(found, ["plea"])
    found.save(update_fields=["state", "asked_again_by", "asked_again_at", "plea"])
    record("text_report.asked_again", found, by=by, at=at, from_state=ReportState.UPHELD, to_state=found.state)
    return found


@transaction.atomic
def decide_again(*, report: TextReport, stands: bool, by: User, at: datetime) -> TextReport:
    """Put a hidden text back, or leave it hidden for good; by others than who hid it. Raises Decided."""
    found = _locked(report, ReportState.ASKED_AGAIN)
    before = found.state
    found.state = ReportState.RESTORED if stands else ReportState.UPHELD
    if stands:
        _restore(_known(found.kind), found)
    found.decided_again_by, found.decided_again_at = by, at
    found.kept_text = ""
    found.save(update_fields=["state", "decided_again_by", "decided_again_at", "kept_text"])
    record("text_report.decided_again", found, by=by, at=at, from_state=before, to_state=found.state)
    announce("text_looked_at_again", found, by=by, at=at)
    return found


def _known(kind: str) -> MemberTexts:
    known = member_texts(kind)
    if known is None:
        raise ValueError(f"No room has registered texts called {kind}.")
    return known


def _named(known: MemberTexts, subject: Any, key: str) -> tuple[str, str]:
    """Return field and language of the text that a key names; nothing for none."""
    if not key:
        return "", ""
    for text in known.texts_of(subject) if subject is not None else ():
        if text.key == key and not text.is_hidden:
            return text.field, text.translated_into
    raise NothingThere


def _save_once(report: TextReport) -> None:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise ReportedBefore from None


def _locked(report: TextReport, state: ReportState) -> TextReport:
    found: TextReport = TextReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if found.state != state:
        raise Decided
    return found


def _hide(known: MemberTexts, subject: Any, field: str, language: str) -> str:
    """Hide the original, or take one translation away; return what stood there."""
    if not language:
        return known.hide(subject, field)
    row = Translation.objects.of(subject).get(field=field, language=language)
    row.delete()
    return str(row.text)


def _restore(known: MemberTexts, report: TextReport) -> None:
    """Put the original back; a translation is made anew, by whoever wants it."""
    if report.subject is not None and not report.language:
        known.restore(report.subject, report.field, report.kept_text)


def _decide(found: TextReport, state: ReportState, *, by: User, at: datetime, note: str) -> TextReport:
    before, found.state, found.decided_by, found.decided_at = found.state, state, by, at
    found.note = note.strip()
    check_fields(found, ["note"])
    found.save(update_fields=["state", "decided_by", "decided_at", "note", "field", "language", "kept_text"])
    record("text_report.decided", found, by=by, at=at, from_state=before, to_state=state, reason=found.reason)
    return found


def _settle_the_same(found: TextReport, *, by: User, at: datetime) -> None:
    """What others reported of the same text is decided with it."""
    same = TextReport.objects.filter(
        content_type=found.content_type, object_id=found.object_id, field=found.field, language=found.language
    )
    for other in same.filter(state=ReportState.OPEN).select_for_update(of=("self",)):
        _decide(other, ReportState.DUPLICATE, by=by, at=at, note="")
