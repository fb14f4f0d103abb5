"""Reviewers of other organisations open requests to more people, or ask something first."""

from typing import Any

import pytest

from solidarity import permissions
from solidarity.actions import solidarity_requests
from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity import asking
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Announcement, AuditEvent
from unions.validators import Refused

DANGER: dict[str, Any] = {"danger": "yes", "wanted_visibility": "named_organisations"}


def path_of(solidarity_request: SolidarityRequest) -> str:
    """The page on which it is reviewed."""
    return f"/en/review/{solidarity_request.public_id}/"


def dangerous() -> SolidarityRequest:
    """A request with danger whose union asks for more readers."""
    solidarity_request = asking.published(**DANGER)
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": solidarity_request}
    return solidarity_requests.ask_wider(**act, visibility=Visibility.NETWORK)


def open_wider(solidarity_request: SolidarityRequest, visibility: str = "") -> SolidarityRequest:
    """Open it by a reviewer."""
    return solidarity_requests.open_wider(
        by=asking.reviewer(), at=NOW, solidarity_request=solidarity_request, visibility=visibility
    )


def test_opening_shows_it_to_those_it_is_wanted_for_and_tells_followers() -> None:
    found = open_wider(asking.published(wanted_visibility="public"))
    assert (found.state, found.visibility, found.opened_at) == (RequestState.OPEN, "public", NOW)
    assert Announcement.objects.filter(kind="request_opened", object_id=found.pk).count() == 1
    line = AuditEvent.objects.get(action="request_opened")
    assert (line.from_state, line.to_state, line.reason) == ("checking", "open", "public")


def test_a_reviewer_may_open_it_to_the_network_alone() -> None:
    found = open_wider(asking.published(wanted_visibility="public"), "network")
    assert (found.visibility, found.wanted_visibility) == ("network", "network")


def test_a_place_never_becomes_wider_by_opening_less() -> None:
    found = asking.published(wanted_visibility="public", place_visibility="network")
    assert open_wider(found, "network").place_visibility == "named_organisations"


def test_a_reviewer_cannot_open_more_than_the_union_wants() -> None:
    with pytest.raises(Refused) as refusal:
        open_wider(asking.published(), "public")
    assert refusal.value.field == "visibility"


def test_a_reviewer_cannot_open_less_than_it_has() -> None:
    with pytest.raises(Refused):
        open_wider(asking.published(), "behind_the_scenes")


def test_nothing_is_opened_twice() -> None:
    with pytest.raises(Refused):
        open_wider(asking.opened())


def test_a_second_opening_is_a_second_wave() -> None:
    found = asking.opened()
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": found}
    opened_at = found.opened_at
    again = open_wider(solidarity_requests.ask_wider(**act, visibility="public"))
    assert (again.visibility, again.opened_at) == ("public", opened_at)
    waves = Announcement.objects.filter(kind="request_opened").order_by("wave").values_list("wave", flat=True)
    assert list(waves) == [1, 2]


def test_what_is_dangerous_needs_safeguarding_to_leave_the_first_wave() -> None:
    found, reviewer = dangerous(), asking.reviewer()
    assert permissions.may_review(reviewer, found)
    assert not permissions.may_open_wider(reviewer, found)
    factories.give_duty(reviewer, NetworkRoleKind.SAFEGUARDING)
    assert permissions.may_open_wider(reviewer, found)


@pytest.mark.parametrize(
    "answers",
    [
        {"danger": "not_sure"},
        {"recognisable": "yes", "consent": "no"},
        {"recognisable": "not_sure", "consent": "not_sure"},
    ],
)
def test_doubt_counts_as_danger(answers: dict[str, Any]) -> None:
    found = asking.published(**answers)
    assert found.is_at_risk
    assert not permissions.may_open_wider(asking.reviewer(), found)


def test_people_who_have_agreed_are_no_danger() -> None:
    assert permissions.may_open_wider(asking.reviewer(), asking.published(recognisable="yes", consent="yes"))


def test_safeguarding_alone_sees_what_is_dangerous_and_nothing_else_to_review() -> None:
    safeguarding = factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING)
    found = dangerous()
    asking.published()
    assert SolidarityRequest.objects.reviewable_by(safeguarding).get() == found


def test_requests_of_suspended_unions_do_not_wait() -> None:
    found = asking.published()
    found.organisation.state = OrganisationState.SUSPENDED
    found.organisation.save()
    assert not SolidarityRequest.objects.reviewable_by(asking.reviewer()).exists()


def test_a_question_goes_to_the_union_and_its_answer_back_to_the_reviewers() -> None:
    act: dict[str, Any] = {"by": asking.reviewer(), "at": NOW, "solidarity_request": asking.published()}
    asked = solidarity_requests.ask_back(**act, question=" Since when? ")
    assert (asked.review_question, asked.state) == ("Since when?", RequestState.CHECKING)
    answered = solidarity_requests.answer_reviewer(**act, background="Since March.")
    assert (answered.review_question, answered.background) == ("", "Since March.")
    kinds = Announcement.objects.order_by("pk").values_list("kind", "wave")
    assert list(kinds)[-2:] == [("review_question", 1), ("request_to_review", 2)]


@pytest.mark.parametrize("question", ["", "  ", "x" * 301])
def test_an_empty_or_endless_question_is_refused(question: str) -> None:
    with pytest.raises(Refused) as refusal:
        solidarity_requests.ask_back(
            by=asking.reviewer(), at=NOW, solidarity_request=asking.published(), question=question
        )
    assert refusal.value.field in {"question", "review_question"}


def test_an_answer_wants_a_question_and_words() -> None:
    act: dict[str, Any] = {"by": factories.make_user(), "at": NOW, "solidarity_request": asking.published()}
    with pytest.raises(Refused):
        solidarity_requests.answer_reviewer(**act, background="Since March.")
    solidarity_requests.ask_back(**act, question="Since when?")
    with pytest.raises(Refused) as refusal:
        solidarity_requests.answer_reviewer(**act, background=" ")
    assert refusal.value.field == "background"


def test_the_desk_lists_what_waits_and_opens_it(signed_in: Any) -> None:
    found = asking.published(wanted_visibility="public")
    client = signed_in(asking.reviewer())
    assert found.title in client.get("/en/review/").content.decode()
    page = client.get(path_of(found))
    assert page.context["opening"].initial["visibility"] == "public"
    assert client.post(path_of(found), {"visibility": "network", "open": "1"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.visibility) == (RequestState.OPEN, "network")


def test_opening_wants_a_fresh_proof_and_goes_on_after_it(signed_in: Any) -> None:
    found = asking.published()
    client = signed_in(asking.reviewer())
    asking.forget_proof(client)
    answer = client.post(path_of(found), {"visibility": "network", "open": "1"})
    assert answer["Location"].startswith("/en/account/reauthenticate/")
    client.post(answer["Location"], {"password": factories.PASSWORD})
    found.refresh_from_db()
    assert found.state == RequestState.OPEN


def test_the_desk_asks_back(signed_in: Any) -> None:
    found = asking.published()
    client = signed_in(asking.reviewer())
    assert client.post(path_of(found), {"question": "", "ask": "1"}).status_code == 200
    assert client.post(path_of(found), {"question": "Since when?", "ask": "1"}).status_code == 302
    found.refresh_from_db()
    assert found.review_question == "Since when?"


def test_the_desk_refuses_to_open_what_is_dangerous(signed_in: Any) -> None:
    found = dangerous()
    client = signed_in(asking.reviewer())
    assert client.get(path_of(found)).context["may_open"] is False
    assert client.post(path_of(found), {"visibility": "network", "open": "1"}).status_code == 403
    found.refresh_from_db()
    assert found.visibility == Visibility.NAMED_ORGANISATIONS


def test_a_reviewer_finds_nothing_of_their_own_organisation(signed_in: Any) -> None:
    found = asking.published()
    reviewer = factories.give_duty(factories.make_member(found.organisation), NetworkRoleKind.REVIEWER)
    client = signed_in(reviewer)
    assert found.title not in client.get("/en/review/").content.decode()
    assert client.get(path_of(found)).status_code == 404


def test_those_without_the_duty_are_kept_out(signed_in: Any) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert client.get("/en/review/").status_code == 403
    assert client.get(path_of(asking.published())).status_code == 404


def test_the_desk_costs_the_same_for_five_as_for_one(signed_in: Any) -> None:
    asking.published()
    client = signed_in(asking.reviewer())
    client.get("/en/review/")
    one = queries_of(lambda: client.get("/en/review/"))
    for _ in range(4):
        asking.published()
    assert queries_of(lambda: client.get("/en/review/")) == one
