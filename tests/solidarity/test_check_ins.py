"""The weekly sign of safety."""

from datetime import timedelta

import pytest

from solidarity.actions import check_ins
from solidarity.choices import RequestState, SafetyAnswer, Visibility
from solidarity.models import CheckIn, SolidarityRequest
from solidarity.permissions import may_see_place
from tests import factories
from tests.factories import NOW
from unions.models import Announcement, AuditEvent, User
from unions.validators import Refused


@pytest.fixture
def asked() -> SolidarityRequest:
    """An open, public request with a place."""
    return factories.make_request(place="Gate 4", place_visibility=Visibility.NETWORK)


@pytest.fixture
def staff(asked: SolidarityRequest) -> User:
    """Who speaks for the union that asks."""
    return factories.make_staff(asked.organisation)


def fresh() -> SolidarityRequest:
    """The request as it is now."""
    return SolidarityRequest.objects.get()


def test_a_yes_is_a_sign_of_safety(asked: SolidarityRequest, staff: User) -> None:
    check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.YES, by=staff, at=NOW)
    assert (fresh().checked_in_at, fresh().state, CheckIn.objects.get().by) == (NOW, RequestState.OPEN, staff)


@pytest.mark.parametrize("answer", [SafetyAnswer.NO, SafetyAnswer.NOT_SURE])
def test_without_a_yes_it_goes_back_to_the_unions_asked_and_pauses(
    asked: SolidarityRequest, staff: User, answer: str
) -> None:
    check_ins.check_in(solidarity_request=asked, still_safe=answer, by=staff, at=NOW)
    request = fresh()
    assert request.state == RequestState.PAUSED
    assert request.visibility == request.wanted_visibility == Visibility.NAMED_ORGANISATIONS
    assert not may_see_place(factories.make_member(factories.make_organisation()), request)
    reasons = AuditEvent.objects.filter(object_id=request.pk).values_list("reason", flat=True)
    assert {answer, "not_safe"} <= set(reasons)


def test_every_answer_but_yes_raises_an_urgent_alarm(asked: SolidarityRequest, staff: User) -> None:
    for answer in (SafetyAnswer.NO, SafetyAnswer.NOT_SURE, SafetyAnswer.YES):
        check_ins.check_in(solidarity_request=asked, still_safe=answer, by=staff, at=NOW)
    alarms = Announcement.objects.filter(kind="safety_alarm", is_urgent=True, made_by=staff)
    assert sorted(alarms.values_list("wave", flat=True)) == [1, 2]


def test_a_tight_request_is_paused_all_the_same(asked: SolidarityRequest, staff: User) -> None:
    tight = Visibility.BEHIND_THE_SCENES
    SolidarityRequest.objects.update(visibility=tight, wanted_visibility=tight)
    check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.NO, by=staff, at=NOW)
    assert (fresh().state, fresh().visibility) == (RequestState.PAUSED, tight)


def test_a_second_no_changes_nothing_more(asked: SolidarityRequest, staff: User) -> None:
    for _ in range(2):
        check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.NO, by=staff, at=NOW)
    assert fresh().state == RequestState.PAUSED
    assert AuditEvent.objects.filter(action="request_paused").count() == 1


def test_a_yes_ends_a_pause(asked: SolidarityRequest, staff: User) -> None:
    SolidarityRequest.objects.update(state=RequestState.PAUSED, paused_at=NOW)
    check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.YES, by=staff, at=NOW)
    assert (fresh().state, fresh().paused_at) == (RequestState.OPEN, None)


def test_the_question_of_safety_is_answered(asked: SolidarityRequest, staff: User) -> None:
    with pytest.raises(Refused) as refusal:
        check_ins.check_in(solidarity_request=asked, still_safe="", by=staff, at=NOW)
    assert refusal.value.field == "still_safe"


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.CLOSED, RequestState.TAKEN_DOWN])
def test_only_a_live_request_is_checked(asked: SolidarityRequest, staff: User, state: str) -> None:
    SolidarityRequest.objects.update(state=state, outcome="won" if state == RequestState.CLOSED else "")
    with pytest.raises(check_ins.NotLive):
        check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.YES, by=staff, at=NOW)


def test_the_union_is_asked_once_a_week(asked: SolidarityRequest, staff: User) -> None:
    week = NOW + timedelta(days=7)
    check_ins.ask(solidarity_request=asked, at=week)
    with pytest.raises(check_ins.NothingDue):
        check_ins.ask(solidarity_request=asked, at=week + timedelta(minutes=1))
    check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.YES, by=staff, at=week)
    check_ins.ask(solidarity_request=asked, at=week + timedelta(days=7))
    assert list(Announcement.objects.filter(kind="check_in_due").values_list("wave", flat=True)) == [1, 2]


def test_nobody_is_asked_before_the_week_is_over(asked: SolidarityRequest) -> None:
    with pytest.raises(check_ins.NothingDue):
        check_ins.ask(solidarity_request=asked, at=NOW)


def test_a_check_in_a_week_late_pauses_and_hides_the_place(asked: SolidarityRequest) -> None:
    check_ins.pause_overdue(solidarity_request=asked, at=NOW + timedelta(days=14))
    assert fresh().state == RequestState.PAUSED
    assert not may_see_place(factories.make_member(factories.make_organisation()), fresh())
    assert AuditEvent.objects.get(action="request_paused").reason == "check_in_overdue"


def test_who_has_checked_in_meanwhile_is_not_paused(asked: SolidarityRequest, staff: User) -> None:
    late = NOW + timedelta(days=14)
    check_ins.check_in(solidarity_request=asked, still_safe=SafetyAnswer.YES, by=staff, at=late)
    with pytest.raises(check_ins.NothingDue):
        check_ins.pause_overdue(solidarity_request=asked, at=late)
