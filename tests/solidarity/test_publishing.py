"""Publishing, opening wider, narrowing, extending, pausing: each legal move, each refusal, its trail and its news."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from solidarity.actions import solidarity_requests
from solidarity.choices import ONE_TIGHTER, RequestState, Urgency, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from tests.solidarity import asking
from unions.choices import NeedLevel, OrganisationState
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def news(solidarity_request: SolidarityRequest) -> list[str]:
    """The kinds of news about a request, in the order in which they were made."""
    about = Announcement.objects.filter(
        content_type=ContentType.objects.get_for_model(SolidarityRequest), object_id=solidarity_request.pk
    )
    return list(about.order_by("pk").values_list("kind", flat=True))


def day_after(solidarity_request: SolidarityRequest, days: int) -> date:
    """The day so many days after the one on which it closes."""
    assert solidarity_request.closes_on is not None
    return solidarity_request.closes_on + timedelta(days=days)


def publish(draft: SolidarityRequest, *organisations: Any, at: Any = NOW) -> SolidarityRequest:
    """Publish it by a person of its union."""
    by = factories.make_staff(draft.organisation)
    return solidarity_requests.publish(by=by, at=at, solidarity_request=draft, organisations=list(organisations))


def refused(draft: SolidarityRequest, *organisations: Any) -> Refused:
    """The refusal of publishing this draft."""
    with pytest.raises(Refused) as refusal:
        publish(draft, *organisations)
    return refusal.value


def test_publishing_tells_the_unions_asked_and_asks_for_a_review() -> None:
    solidarity_request = asking.published()
    assert solidarity_request.state == RequestState.CHECKING
    assert news(solidarity_request) == ["request_addressed", "request_to_review"]


def test_publishing_writes_one_line_in_the_trail() -> None:
    solidarity_request = asking.published()
    line = AuditEvent.objects.get(action="request_published", object_id=solidarity_request.pk)
    assert (line.from_state, line.to_state, line.at) == ("draft", "checking", NOW)


def test_requests_are_numbered_per_union() -> None:
    staff = factories.make_staff(factories.make_organisation())
    assert [asking.published(staff).number, asking.published(staff).number] == [1, 2]
    assert asking.published().number == 1


def test_a_request_runs_for_ninety_days_unless_said() -> None:
    assert asking.published().closes_on == TODAY + timedelta(days=90)


def test_the_first_wave_is_the_unions_asked_whatever_is_wanted() -> None:
    assert asking.published(wanted_visibility=Visibility.PUBLIC).visibility == Visibility.NAMED_ORGANISATIONS


@pytest.mark.parametrize("level", [Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
def test_what_is_for_the_unions_asked_alone_opens_without_a_review(level: str) -> None:
    solidarity_request = asking.published(wanted_visibility=level)
    assert (solidarity_request.state, solidarity_request.visibility) == (RequestState.OPEN, level)
    assert news(solidarity_request) == ["request_addressed"]


def test_danger_to_life_makes_an_emergency_that_is_told_first() -> None:
    solidarity_request = asking.published(is_life_or_liberty=True)
    assert solidarity_request.urgency == Urgency.EMERGENCY_24H
    assert Announcement.objects.get(kind="request_addressed").is_urgent


def test_an_emergency_without_danger_to_life_is_refused() -> None:
    assert refused(asking.whole_draft(urgency=Urgency.EMERGENCY_24H)).field == "urgency"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"what_happens": ""}, "what_happens"),
        ({"country": ""}, "country"),
        ({"demands": ""}, "demands"),
        ({"demands": "", "situation": "under_attack"}, "demands"),
        ({"own_action": ""}, "own_action"),
        ({"contact": ""}, "contact"),
        ({"danger": ""}, "danger"),
        ({"recognisable": ""}, "danger"),
        ({"recognisable": "yes", "consent": ""}, "consent"),
        ({"title": ""}, "title"),
        ({"closes_on": TODAY}, "closes_on"),
        ({"closes_on": TODAY + timedelta(days=91)}, "closes_on"),
        ({"closes_on": TODAY + timedelta(days=1)}, "closes_on"),
    ],
)
def test_a_draft_that_lacks_an_answer_is_refused_with_its_field(answers: dict[str, Any], field: str) -> None:
    draft = asking.whole_draft(**answers)
    assert refused(draft, asking.union_at(draft.employer)).field == field


def test_a_draft_without_an_employer_is_refused() -> None:
    draft = asking.whole_draft()
    SolidarityRequest.objects.filter(pk=draft.pk).update(employer=None)
    assert refused(draft).field == "employer"


def test_what_is_only_anticipated_needs_no_demands() -> None:
    assert asking.published(situation="anticipated", demands="").state == RequestState.CHECKING


def test_a_draft_without_a_need_is_refused() -> None:
    assert refused(factories.make_draft(wanted_visibility="network")).field == "needs"


def test_a_need_whose_day_has_passed_is_refused() -> None:
    draft = asking.whole_draft()
    draft.needs.update(wanted_by=TODAY - timedelta(days=1))
    assert refused(draft).field == "needs"


def test_only_symbolic_needs_want_a_reason() -> None:
    draft = factories.make_draft(wanted_visibility="network")
    kind = factories.make_need_kind("message_of_solidarity", level=NeedLevel.SYMBOLIC)
    factories.make_need(draft, kind=kind)
    assert refused(draft).field == "symbolic_reason"
    SolidarityRequest.objects.filter(pk=draft.pk).update(symbolic_reason="They are read out at the gate.")
    assert publish(draft).state == RequestState.CHECKING


def test_a_provisional_union_is_told_that_its_voucher_publishes() -> None:
    draft = asking.whole_draft()
    draft.organisation.state = OrganisationState.PROVISIONAL
    draft.organisation.save()
    assert "vouched" in str(refused(draft))


def test_a_suspended_union_cannot_publish() -> None:
    draft = asking.whole_draft()
    draft.organisation.state = OrganisationState.SUSPENDED
    draft.organisation.save()
    with pytest.raises(Refused):
        publish(draft)


def test_at_most_twelve_unions_are_asked() -> None:
    draft = asking.whole_draft()
    unions = [asking.union_at(draft.employer) for _ in range(13)]
    assert refused(draft, *unions).field == "organisations"
    assert publish(draft, *unions[:12]).addressees.count() == 12


def test_a_union_that_nobody_can_be_told_for_is_refused() -> None:
    assert refused(asking.whole_draft(), factories.make_organisation()).field == "organisations"


def test_ones_own_union_cannot_be_asked() -> None:
    draft = asking.whole_draft()
    factories.make_staff(draft.organisation)
    assert refused(draft, draft.organisation).field == "organisations"


def test_what_is_for_the_unions_asked_alone_wants_at_least_one() -> None:
    assert refused(asking.whole_draft(wanted_visibility="named_organisations")).field == "organisations"


def test_each_union_is_told_why_it_was_chosen_and_until_when_it_owes_an_answer() -> None:
    addressee = asking.published().addressees.get()
    assert addressee.reasons == ["same_employer"]
    assert (addressee.told_at, addressee.due_at) == (NOW, NOW + timedelta(days=9))  # seven working days


def test_a_union_of_the_same_sector_alone_owes_nothing() -> None:
    sector = factories.make_sector()
    union = asking.union_at(None)
    union.coverage.create(sector=sector)
    addressee = asking.published(asked=[union], sector=sector).addressees.get()
    assert (addressee.reasons, addressee.due_at) == (["same_sector"], None)


def test_a_sixth_call_in_a_week_has_no_clock() -> None:
    union, employer = asking.union_at(None), factories.make_employer()
    union.recognitions.create(employer=employer)
    clocks = [asking.published(asked=[union], employer=employer).addressees.get().due_at for _ in range(6)]
    assert [bool(due_at) for due_at in clocks] == [True] * 5 + [False]


def test_publishing_twice_is_refused() -> None:
    solidarity_request = asking.published()
    assert "already" in str(refused(solidarity_request))


def test_nothing_remains_of_a_publishing_that_fails() -> None:
    draft = asking.whole_draft()
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(draft, asking.union_at(draft.employer))
        raise RuntimeError
    draft.refresh_from_db()
    assert draft.state == RequestState.DRAFT
    assert news(draft) == []
    assert not AuditEvent.objects.filter(action="request_published").exists()


def test_a_request_is_extended_once_with_a_reason() -> None:
    solidarity_request = asking.opened()
    later = day_after(solidarity_request, 90)
    staff = factories.make_staff(solidarity_request.organisation)
    act: dict[str, Any] = {"by": staff, "at": NOW, "solidarity_request": solidarity_request, "reason": "decision_due"}
    assert solidarity_requests.extend(**act, closes_on=later).closes_on == later
    with pytest.raises(Refused):
        solidarity_requests.extend(**act, closes_on=later + timedelta(days=1))


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [(91, "decision_due", "closes_on"), (0, "decision_due", "closes_on"), (9, "", "reason")],
)
def test_an_extension_too_long_or_without_a_reason_is_refused(days: int, reason: str, field: str) -> None:
    solidarity_request = asking.opened()
    later = day_after(solidarity_request, days)
    with pytest.raises(Refused) as refusal:
        solidarity_requests.extend(
            by=factories.make_user(), at=NOW, solidarity_request=solidarity_request, closes_on=later, reason=reason
        )
    assert refusal.value.field == field


def test_a_pause_goes_back_to_where_it_stood() -> None:
    for solidarity_request in (asking.published(), asking.opened()):
        act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": solidarity_request}
        assert solidarity_requests.pause(**act).state == RequestState.PAUSED
        assert solidarity_requests.resume(**act).state == solidarity_request.state


def test_narrowing_is_immediate_and_takes_place_and_photos_along() -> None:
    solidarity_request = asking.opened(wanted_visibility="public", place="Gate 3", place_visibility="network")
    solidarity_request.photos.create(alt_text="A gate", visibility="network", added_at=NOW, image="gate.jpg")
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": solidarity_request}
    narrowed = solidarity_requests.narrow(**act, visibility="network")
    assert (narrowed.visibility, narrowed.wanted_visibility) == ("network", "network")
    assert narrowed.place_visibility == narrowed.photos.get().visibility == ONE_TIGHTER[Visibility.NETWORK]


def test_narrowing_while_it_is_checked_needs_no_reviewer_any_more() -> None:
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": asking.published()}
    assert solidarity_requests.narrow(**act, visibility="named_organisations").state == RequestState.OPEN


def test_narrowing_to_a_wider_level_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        solidarity_requests.narrow(
            by=factories.make_user(), at=NOW, solidarity_request=asking.opened(), visibility="public"
        )
    assert refusal.value.field == "visibility"


def test_asking_for_more_readers_changes_nothing_before_a_review() -> None:
    solidarity_request = asking.opened()
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": solidarity_request}
    waiting = solidarity_requests.ask_wider(**act, visibility="public")
    assert (waiting.visibility, waiting.wanted_visibility) == ("network", "public")
    assert news(waiting)[-1] == "request_to_review"
    assert SolidarityRequest.objects.reviewable_by(asking.reviewer()).get() == waiting


def test_asking_for_fewer_readers_is_not_asking_for_more() -> None:
    with pytest.raises(Refused):
        solidarity_requests.ask_wider(
            by=factories.make_user(), at=NOW, solidarity_request=asking.opened(), visibility="named_organisations"
        )


@pytest.mark.parametrize("state", [RequestState.CLOSED, RequestState.TAKEN_DOWN])
@pytest.mark.parametrize(
    ("move", "values"),
    [
        ("open_wider", {}),
        ("ask_back", {"question": "Who?"}),
        ("answer_reviewer", {"background": "We."}),
        ("narrow", {"visibility": "named_organisations"}),
        ("ask_wider", {"visibility": "public"}),
        ("extend", {"closes_on": TODAY + timedelta(days=70), "reason": "decision_due"}),
        ("pause", {}),
        ("resume", {}),
    ],
)
def test_what_has_ended_does_not_move(state: str, move: str, values: dict[str, Any]) -> None:
    ended = factories.make_request(state=state, outcome="won" if state == "closed" else "", wanted_visibility="network")
    act = getattr(solidarity_requests, move)
    with pytest.raises(Refused):
        act(by=factories.make_user(), at=NOW, solidarity_request=ended, **values)
