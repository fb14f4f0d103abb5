"""What people and unions say came of a visit, and what they promised."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from exchanges.actions import reports
from exchanges.models import Commitment, ExchangeReport, ParticipantReport
from exchanges.queries import participants_reports
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import FIRST, LAST, on, staff_of
from unions.models import Announcement

TOLD: dict[str, Any] = {"learned": "They map the shop floor.", "take_home": "A map of ours.", "language": "en"}


def seated() -> Any:
    """Somebody on a visit that has begun."""
    visit = meeting.under_way()
    return meeting.seat(visit, factories.make_member(visit.guest))


def promise(**words: Any) -> Commitment:
    """A promise of the guests."""
    visit = meeting.under_way()
    said: dict[str, Any] = {"text": "A speaker at our congress", "language": "en", "due_days": 30}
    by = {"by": staff_of(visit.guest), "at": on(FIRST)}
    return reports.commit(visit=visit, organisation=visit.guest, **by, **(said | words))


def test_a_person_reports_and_later_says_how_many_heard_it() -> None:
    seat = seated()
    reports.tell(participant=seat, by=seat.user, at=on(LAST), **TOLD)
    reports.tell(participant=seat, by=seat.user, at=on(LAST), has_told=True, reached=60, tells_at="Local 506")
    report = ParticipantReport.objects.get()
    assert (report.learned, report.reached, report.has_told) == (TOLD["learned"], 60, True)
    assert participants_reports(seat.visit).totals() == {"reports": 1, "told": 1, "reached": 60}


@pytest.mark.parametrize("missing", ["learned", "take_home"])
def test_a_report_has_words(missing: str) -> None:
    seat = seated()
    with pytest.raises(reports.NotWhole) as refused:
        reports.tell(participant=seat, by=seat.user, at=on(LAST), **(TOLD | {missing: "  "}))
    assert refused.value.field == missing


def test_nothing_is_reported_before_it_begins() -> None:
    visit = meeting.confirmed()
    seat = meeting.seat(visit, factories.make_member(visit.guest))
    with pytest.raises(reports.TooEarly):
        reports.tell(participant=seat, by=seat.user, at=on(FIRST), **TOLD)
    with pytest.raises(reports.TooEarly):
        meeting.union_reports(visit, visit.guest)


def test_each_union_has_one_report_and_may_change_it() -> None:
    visit = meeting.under_way()
    for _time in range(2):
        meeting.union_reports(visit, visit.host)
    assert ExchangeReport.objects.get().results == ["relationship"]
    with pytest.raises(reports.NotOfThisVisit):
        meeting.union_reports(visit, meeting.union())


def test_only_what_may_be_shown_is_shown() -> None:
    seat = seated()
    reports.tell(participant=seat, by=seat.user, at=on(LAST), **TOLD)
    assert not ParticipantReport.objects.shown().exists()
    reports.tell(participant=seat, by=seat.user, at=on(LAST), may_be_shown=True)
    assert ParticipantReport.objects.shown().exists()


def test_a_promise_is_due_so_many_days_after_the_visit() -> None:
    assert promise(due_days=90).due_on == LAST + timedelta(days=90)
    with pytest.raises(reports.NotWhole):
        promise(due_days=31)
    with pytest.raises(reports.NotWhole):
        promise(text=" ")


def test_a_union_is_asked_once_on_the_day_and_answers_once() -> None:
    commitment = promise()
    with pytest.raises(reports.AlreadyChecked):
        reports.ask_whether_kept(commitment=commitment, at=on(commitment.due_on - timedelta(days=1)))
    reports.ask_whether_kept(commitment=commitment, at=on(commitment.due_on))
    with pytest.raises(reports.AlreadyChecked):
        reports.ask_whether_kept(commitment=commitment, at=on(commitment.due_on))
    assert Announcement.objects.get(kind="commitment_due").object_id == commitment.pk
    by: dict[str, Any] = {
        "commitment": commitment,
        "by": staff_of(commitment.organisation),
        "at": on(commitment.due_on),
    }
    with pytest.raises(reports.NotWhole):
        reports.check(**by, status="perhaps")
    assert reports.check(**by, status="partly").status == "partly"
    with pytest.raises(reports.AlreadyChecked):
        reports.check(**by, status="kept")


@pytest.mark.parametrize("broken", [{"due_days": 31}, {"status": "kept"}], ids=str)
def test_the_database_keeps_a_promise_whole(broken: dict[str, Any]) -> None:
    commitment = promise()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(**broken)
