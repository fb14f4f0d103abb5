"""The answer desk, the board of waiting requests, endorsing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, Visibility
from solidarity.models import Addressee, Endorsement, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]
DESK = "solidarity:answer-desk"


@pytest.fixture
def addressee() -> Addressee:
    """A union that is asked."""
    return factories.make_addressee(factories.make_request(), factories.make_organisation("CGIL"))


@pytest.fixture
def desk(addressee: Addressee, signed_in: SignIn) -> Client:
    """The browser of its staff."""
    return signed_in(factories.make_staff(addressee.organisation))


def page(addressee: Addressee) -> str:
    """Where it is answered."""
    return reverse("solidarity:answer-create", args=[addressee.public_id])


def test_the_desk_shows_what_is_due_first(addressee: Addressee, desk: Client) -> None:
    sooner = factories.make_request(title="Sooner")
    factories.make_addressee(sooner, addressee.organisation, due_at=NOW + timedelta(days=1))
    rows = desk.get(reverse(DESK)).context["waiting"]
    assert [row["title"].text for row in rows] == ["Sooner", "Dismissed for organising"]


def test_what_was_answered_last_stands_above_what_ended_unanswered(addressee: Addressee, desk: Client) -> None:
    SolidarityRequest.objects.update(state=RequestState.CLOSED, outcome=Outcome.WON, closed_at=NOW)
    latest = factories.make_addressee(
        factories.make_request(title="Latest"), addressee.organisation, answer="not_now", answered_at=NOW
    )
    shown = desk.get(reverse(DESK))
    assert [row["addressee"] for row in shown.context["settled"]] == [latest, addressee]
    assert b"No clock runs" not in shown.content and b"deadline__left" not in shown.content


@pytest.mark.parametrize(("days", "offered"), [(2, TODAY + timedelta(days=2)), (-2, None)])
def test_the_day_to_decide_by_is_offered_while_it_is_still_to_come(
    addressee: Addressee, desk: Client, days: int, offered: date | None
) -> None:
    Addressee.objects.update(due_at=NOW + timedelta(days=days))
    assert desk.get(page(addressee)).context["decide_form"]["decide_by"].initial == offered


def test_a_yes_with_an_amount_pledges_and_leaves_the_desk(addressee: Addressee, desk: Client) -> None:
    need = addressee.solidarity_request.needs.get()
    answer = desk.post(page(addressee), {"answer": "pledges", f"amount_{need.public_id}": 3, "language": "en"})
    assert answer.headers["Location"] == reverse(DESK)
    assert Pledge.objects.get().quantity == 3
    context = desk.get(reverse(DESK)).context
    assert not context["waiting"]
    assert len(context["settled"]) == 1


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"answer": "no", "no_reason": "law_forbids"}, "no"),
        ({"answer": "decide_by", "decide_by": str(TODAY + timedelta(days=9))}, "decide_by"),
        ({"answer": "not_now"}, "not_now"),
        ({"answer": "question", "text": "Which brands?"}, "question"),
        ({"answer": "refers_elsewhere", "text": "Take it to your management."}, "refers_elsewhere"),
    ],
)
def test_every_answer_has_its_form(addressee: Addressee, desk: Client, sent: dict[str, str], answer: str) -> None:
    assert desk.post(page(addressee), sent | {"language": "en"}).status_code == 302
    assert Addressee.objects.get().answer == answer
    assert desk.get(page(addressee)).status_code == 200


def test_a_call_is_passed_on_from_the_desk(addressee: Addressee, desk: Client) -> None:
    other = factories.make_organisation("COBAS")
    factories.make_staff(other)
    sent = {"answer": "forwarded_to", "forwarded_to": other.public_id, "language": "en"}
    assert desk.post(page(addressee), sent).status_code == 302
    assert Addressee.objects.get(organisation=other).forwarded_by == addressee.organisation


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"answer": "pledges"}, "amounts"),
        ({"answer": "no"}, "no_reason"),
        ({"answer": "no", "no_reason": "other"}, "text"),
        ({"answer": "decide_by"}, "decide_by"),
        ({"answer": "forwarded_to"}, "forwarded_to"),
        ({"answer": "question"}, "text"),
        ({}, "answer"),
        ({"answer": "perhaps"}, "answer"),
    ],
)
def test_half_an_answer_comes_back_with_words(
    addressee: Addressee, desk: Client, sent: dict[str, str], field: str
) -> None:
    answer = desk.post(page(addressee), sent | {"language": "en"})
    assert answer.status_code == 200
    assert field in answer.context["wrong_form"].errors
    assert Addressee.objects.get().answer == ""


def test_no_places_left_is_said_beside_the_amount(addressee: Addressee, desk: Client) -> None:
    need = addressee.solidarity_request.needs.get()
    need.has_ceiling = True
    need.save()
    field = f"amount_{need.public_id}"
    answer = desk.post(page(addressee), {"answer": "pledges", field: 30, "language": "en"})
    assert answer.context["wrong_form"].errors[field] == ["Only 10 are left to promise."]


def test_others_do_not_find_the_call(addressee: Addressee, signed_in: SignIn, client: Client) -> None:
    asker = factories.make_staff(addressee.solidarity_request.organisation)
    others = [asker, factories.make_staff(factories.make_organisation()), factories.make_member(addressee.organisation)]
    for other in others:
        assert signed_in(other).get(page(addressee)).status_code == 404
    assert client.get(page(addressee)).status_code == 302


def test_the_desk_is_for_staff(signed_in: SignIn) -> None:
    member = factories.make_member(factories.make_organisation())
    assert signed_in(member).get(reverse(DESK)).status_code == 403


def test_what_was_taken_down_has_left_the_desk(addressee: Addressee, desk: Client) -> None:
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    assert desk.get(page(addressee)).status_code == 404
    assert not desk.get(reverse(DESK)).context["settled"]


def test_an_ended_request_takes_no_answer(addressee: Addressee, desk: Client) -> None:
    SolidarityRequest.objects.update(state=RequestState.CLOSED, outcome="won")
    assert b"no longer waits for an answer" in desk.get(page(addressee)).content


def test_the_board_of_waiting_requests_names_no_union_that_is_silent(addressee: Addressee, signed_in: SignIn) -> None:
    Addressee.objects.update(due_at=NOW - timedelta(days=2))
    factories.make_addressee(
        addressee.solidarity_request, factories.make_organisation(), answer="not_now", answered_at=NOW
    )
    member = signed_in(factories.make_member(factories.make_organisation()))
    shown = member.get(reverse("solidarity:request-waiting"))
    assert b"Dismissed for organising" in shown.content
    assert b"A first union has answered" in shown.content
    assert b"CGIL" not in shown.content


@pytest.mark.parametrize("fields", [{"visibility": Visibility.NAMED_ORGANISATIONS}, {"state": RequestState.PAUSED}])
def test_what_is_not_listed_is_not_on_the_board_of_waiting_requests(
    addressee: Addressee, signed_in: SignIn, fields: dict[str, str]
) -> None:
    Addressee.objects.update(due_at=NOW - timedelta(days=2))
    SolidarityRequest.objects.update(**fields)
    member = signed_in(factories.make_member(factories.make_organisation()))
    assert not member.get(reverse("solidarity:request-waiting")).context["rows"]


def test_the_board_of_waiting_requests_is_for_members_of_the_network(signed_in: SignIn, client: Client) -> None:
    assert signed_in(factories.make_user()).get(reverse("solidarity:request-waiting")).status_code == 403
    assert client.get(reverse("solidarity:request-waiting")).status_code == 302


def test_a_union_puts_its_name_there_and_takes_it_away(signed_in: SignIn) -> None:
    request, union = factories.make_request(), factories.make_organisation("CGIL")
    client = signed_in(factories.make_staff(union))
    page = reverse("solidarity:request-endorse", args=[request.public_id])
    assert b"CGIL endorses it" in client.get(page).content
    client.post(page, {"organisation": union.public_id})
    assert Endorsement.objects.get().organisation == union
    client.post(page, {"organisation": union.public_id, "take_back": "1"})
    assert not Endorsement.objects.exists()


def test_nobody_endorses_for_another_union_or_for_themselves(signed_in: SignIn) -> None:
    request, other = factories.make_request(), factories.make_organisation()
    page = reverse("solidarity:request-endorse", args=[request.public_id])
    stranger = signed_in(factories.make_staff(factories.make_organisation()))
    assert stranger.post(page, {"organisation": other.public_id}).status_code == 404
    for user in (factories.make_staff(request.organisation), factories.make_user()):
        assert signed_in(user).get(page).status_code == 403


def test_the_desk_costs_the_same_for_one_call_and_for_five(
    addressee: Addressee, desk: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(60) as first:
        desk.get(reverse(DESK))
    for _ in range(4):
        factories.make_addressee(factories.make_request(), addressee.organisation)
    with django_assert_max_num_queries(len(first)):
        desk.get(reverse(DESK))
