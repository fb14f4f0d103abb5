"""The page of a published request for the union that asks, and its small acts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from solidarity.actions import solidarity_requests
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity import asking
from unions.models import User

Browser = Callable[[User], Client]


@pytest.fixture
def staff() -> User:
    """A person who asks for a union."""
    return factories.make_staff(factories.make_organisation())


@pytest.fixture
def client(signed_in: Browser, staff: User) -> Client:
    """Their browser."""
    return signed_in(staff)


def path_of(solidarity_request: SolidarityRequest, act: str) -> str:
    """The page of an act."""
    return f"/en/requests/{solidarity_request.public_id}/{act}/"


def test_the_page_says_where_it_stands_and_who_was_asked(client: Client, staff: User) -> None:
    found = asking.published(staff, wanted_visibility="public")
    shown = client.get(path_of(found, "manage")).content.decode()
    assert found.addressees.get().organisation.name in shown
    assert "No answer yet" in shown
    assert "A reviewer of another union looks at it before" in shown


def test_a_draft_is_written_on(client: Client, staff: User) -> None:
    draft = asking.whole_draft(staff)
    assert client.get(path_of(draft, "manage"))["Location"] == f"/en/ask/{draft.public_id}/story/"


def test_what_has_ended_can_be_taken_down_and_not_changed(client: Client, staff: User) -> None:
    ended = factories.make_request(staff.memberships.get().organisation, state=RequestState.CLOSED, outcome="won")
    offered = {each["url"] for each in client.get(path_of(ended, "manage")).context["acts"]}
    assert path_of(ended, "take-down") in offered
    assert not offered & {path_of(ended, act) for act in ("narrow", "widen", "extend", "pause", "resume")}


@pytest.mark.parametrize(
    "act", ["manage", "narrow", "widen", "extend", "pause", "resume", "answer-reviewer", "needs", "photos"]
)
def test_requests_of_other_unions_are_not_there(signed_in: Browser, act: str) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert client.get(path_of(asking.opened(), act)).status_code == 404


@pytest.mark.parametrize("act", ["narrow", "widen", "extend", "pause", "answer-reviewer", "take-down"])
def test_looking_at_an_act_changes_nothing(client: Client, staff: User, act: str) -> None:
    found = asking.opened(staff)
    assert client.get(path_of(found, act)).status_code == 200
    found.refresh_from_db()
    assert (found.state, found.visibility) == (RequestState.OPEN, "network")


def test_it_is_shown_to_fewer(client: Client, staff: User) -> None:
    found = asking.opened(staff)
    answer = client.post(path_of(found, "narrow"), {"visibility": "named_organisations"})
    assert answer["Location"] == path_of(found, "manage")
    found.refresh_from_db()
    assert found.visibility == "named_organisations"


def test_narrowing_offers_nothing_wider(client: Client, staff: User) -> None:
    answer = client.post(path_of(asking.opened(staff), "narrow"), {"visibility": "public"})
    assert set(answer.context["form"].errors) == {"visibility"}


def test_asking_for_more_readers_wants_a_fresh_proof_and_shows_who_they_are(client: Client, staff: User) -> None:
    found = asking.published(staff, wanted_visibility="named_organisations")
    assert "of 2 unions" in client.get(path_of(found, "widen")).content.decode()
    asking.forget_proof(client)
    answer = client.post(path_of(found, "widen"), {"visibility": "network"})
    assert answer["Location"].startswith("/en/account/reauthenticate/")
    client.post(answer["Location"], {"password": factories.PASSWORD})
    found.refresh_from_db()
    assert (found.visibility, found.wanted_visibility) == ("named_organisations", "network")


def test_it_runs_longer_once(client: Client, staff: User) -> None:
    found: Any = asking.opened(staff)
    later = found.closes_on + timedelta(days=30)
    client.post(path_of(found, "extend"), {"closes_on": later.isoformat(), "reason": "decision_due"})
    found.refresh_from_db()
    assert found.closes_on == later
    answer = client.post(path_of(found, "extend"), {"closes_on": later.isoformat(), "reason": "decision_due"})
    assert "this one was" in answer.content.decode()


def test_it_is_paused_and_goes_on(client: Client, staff: User) -> None:
    found = asking.opened(staff)
    client.post(path_of(found, "pause"))
    found.refresh_from_db()
    assert found.state == RequestState.PAUSED
    client.post(path_of(found, "resume"))
    found.refresh_from_db()
    assert found.state == RequestState.OPEN


def test_a_question_of_the_reviewer_is_answered(client: Client, staff: User) -> None:
    found = asking.published(staff)
    act: dict[str, Any] = {"by": asking.reviewer(), "at": NOW, "solidarity_request": found}
    solidarity_requests.ask_back(**act, question="Since when are they out?")
    assert "Since when are they out?" in client.get(path_of(found, "manage")).content.decode()
    client.post(path_of(found, "answer-reviewer"), {"background": "Since March."})
    found.refresh_from_db()
    assert (found.background, found.review_question) == ("Since March.", "")


def test_the_page_costs_the_same_for_five_as_for_one(client: Client, staff: User) -> None:
    found = asking.published(staff)
    client.get(path_of(found, "manage"))
    one = queries_of(lambda: client.get(path_of(found, "manage")))
    for _ in range(4):
        factories.make_need(found)
        factories.make_addressee(found, asking.union_at(None))
    assert queries_of(lambda: client.get(path_of(found, "manage"))) == one
