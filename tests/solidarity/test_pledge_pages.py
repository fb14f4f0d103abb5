"""The pages on which people pledge and keep their promise."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.actions import pledges
from solidarity.choices import PledgeState, RequestState, Visibility
from solidarity.models import Need, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW
from unions.choices import WhoMay
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]


@pytest.fixture
def need() -> Need:
    """Ten letters, asked of everyone."""
    return factories.make_request().needs.get()


def promise(need: Need, **fields: Any) -> dict[str, Any]:
    """What the form sends when nothing but the quantity is touched."""
    sent = {"pledger": "me", "quantity": 2, "expected_on": str(need.wanted_by), "language": "en", "shown_as": "country"}
    return sent | fields


def url(name: str, public_id: str) -> str:
    """The address of a page."""
    return reverse(f"solidarity:{name}", args=[public_id])


def test_a_member_pledges_and_sees_it(need: Need, signed_in: SignIn) -> None:
    member = factories.make_member(factories.make_organisation())
    client = signed_in(member)
    answer = client.post(url("need-pledge", need.public_id), promise(need))
    pledge = Pledge.objects.get()
    assert (pledge.user, pledge.quantity) == (member, 2)
    assert answer.headers["Location"] == url("pledge-detail", pledge.public_id)
    assert b"2 letters" in client.get(answer.headers["Location"]).content
    assert b"2 letters" in client.get(reverse("solidarity:pledge-list")).content


def test_staff_pledge_for_their_union_and_are_not_shown_by_handle(need: Need, signed_in: SignIn) -> None:
    union = factories.make_organisation()
    client = signed_in(factories.make_staff(union))
    client.post(url("need-pledge", need.public_id), promise(need, pledger=union.public_id, shown_as="handle"))
    pledge = Pledge.objects.get()
    assert (pledge.organisation, pledge.user, pledge.shown_as) == (union, None, "union")


def test_nobody_pledges_for_a_union_that_is_not_theirs(need: Need, signed_in: SignIn) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    other = factories.make_organisation()
    answer = client.post(url("need-pledge", need.public_id), promise(need, pledger=other.public_id))
    assert answer.status_code == 200
    assert not Pledge.objects.exists()


def test_a_refusal_is_words_beside_the_field_and_keeps_what_was_typed(need: Need, signed_in: SignIn) -> None:
    need.has_ceiling = True
    need.save()
    client = signed_in(factories.make_user())
    answer = client.post(url("need-pledge", need.public_id), promise(need, quantity=11, message="Courage!"))
    assert answer.context["form"].errors["quantity"] == ["Only 10 are left to promise."]
    assert b"Courage!" in answer.content


def test_a_person_is_told_when_only_organisations_are_asked(need: Need, signed_in: SignIn) -> None:
    Need.objects.update(who_may=WhoMay.ORGANISATION)
    answer = signed_in(factories.make_user()).get(url("need-pledge", need.public_id))
    assert b"asked of unions and other organisations" in answer.content
    assert b'name="quantity"' not in answer.content


def test_the_form_knows_what_was_pledged_already(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledges.make(need=need, quantity=4, by=user, at=NOW)
    answer = signed_in(user).get(url("need-pledge", need.public_id))
    assert answer.context["form"]["quantity"].initial == 4


def test_a_visitor_gets_the_form_that_wants_an_address_alone(need: Need, client: Client) -> None:
    assert b'name="address"' in client.get(url("need-pledge", need.public_id)).content


@pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.NAMED_ORGANISATIONS])
def test_a_need_that_one_may_not_see_does_not_exist(need: Need, signed_in: SignIn, client: Client, level: str) -> None:
    SolidarityRequest.objects.update(visibility=level)
    assert client.get(url("need-pledge", need.public_id)).status_code == 404
    stranger = signed_in(factories.make_user())
    assert stranger.post(url("need-pledge", need.public_id), promise(need)).status_code == 404


def pledged(need: Need, user: User, quantity: int = 3) -> Any:
    """A pledge of this person."""
    return pledges.make(need=need, quantity=quantity, by=user, at=NOW)


def test_a_light_kind_is_done_in_one_tap_from_the_list(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledge, client = pledged(need, user), signed_in(user)
    page = client.get(reverse("solidarity:pledge-list")).content.decode()
    assert url("pledge-done", pledge.public_id) in page
    answer = client.post(url("pledge-done", pledge.public_id), {"list": "1"})
    assert answer.headers["Location"] == reverse("solidarity:pledge-list")
    assert Pledge.objects.get().state == PledgeState.DELIVERED


def test_other_kinds_are_begun_then_done_in_parts(need: Need, signed_in: SignIn) -> None:
    need.kind = factories.make_need_kind("legal_aid", is_light=False, unit="hours")
    need.save()
    user = factories.make_user()
    pledge, client = pledged(need, user), signed_in(user)
    client.post(url("pledge-begin", pledge.public_id))
    assert client.get(url("pledge-deliver", pledge.public_id)).status_code == 200
    client.post(url("pledge-deliver", pledge.public_id), {"quantity": 1, "note": "The brief"})
    assert Pledge.objects.get().state == PledgeState.UNDER_WAY
    client.post(url("pledge-deliver", pledge.public_id), {"quantity": 2})
    assert Pledge.objects.get().state == PledgeState.DELIVERED


def test_more_than_the_rest_is_refused_in_the_form(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledge = pledged(need, user)
    answer = signed_in(user).post(url("pledge-deliver", pledge.public_id), {"quantity": 9})
    assert "quantity" in answer.context["form"].errors


def test_withdrawing_asks_first(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledge, client = pledged(need, user), signed_in(user)
    assert b"Withdraw this pledge?" in client.get(url("pledge-withdraw", pledge.public_id)).content
    assert Pledge.objects.get().state == PledgeState.PLEDGED
    client.post(url("pledge-withdraw", pledge.public_id))
    assert Pledge.objects.get().state == PledgeState.WITHDRAWN


def test_a_step_that_is_no_longer_possible_is_said_in_words(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledge, client = pledged(need, user), signed_in(user)
    for _ in range(2):
        answer = client.post(url("pledge-withdraw", pledge.public_id), follow=True)
    assert b"can no longer be withdrawn" in answer.content


@pytest.mark.parametrize("page", ["pledge-detail", "pledge-deliver", "pledge-withdraw"])
def test_the_pledge_of_somebody_else_does_not_exist(need: Need, signed_in: SignIn, page: str) -> None:
    pledge = pledged(need, factories.make_user())
    asker = signed_in(factories.make_staff(need.solidarity_request.organisation))
    for client in (asker, signed_in(factories.make_user())):
        assert client.get(url(page, pledge.public_id)).status_code == 404


@pytest.mark.parametrize("page", ["pledge-begin", "pledge-done", "pledge-withdraw"])
def test_nobody_moves_the_pledge_of_somebody_else(need: Need, signed_in: SignIn, page: str) -> None:
    pledge = pledged(need, factories.make_user())
    assert signed_in(factories.make_user()).post(url(page, pledge.public_id)).status_code == 404
    assert Pledge.objects.get().state == PledgeState.PLEDGED


def test_looking_changes_nothing(need: Need, signed_in: SignIn) -> None:
    user = factories.make_user()
    pledge = pledged(need, user)
    for page in ("pledge-begin", "pledge-done"):
        assert signed_in(user).get(url(page, pledge.public_id)).status_code == 405


def test_a_visitor_signs_in_before_seeing_pledges(client: Client) -> None:
    assert client.get(reverse("solidarity:pledge-list")).status_code == 302


@pytest.mark.parametrize(
    ("state", "words"), [("lapsed", b"has lapsed"), ("released", b"is released"), ("withdrawn", b"Withdrawn")]
)
def test_the_page_says_where_a_pledge_stands(need: Need, signed_in: SignIn, state: str, words: bytes) -> None:
    user = factories.make_user()
    pledge = pledged(need, user)
    Pledge.objects.update(state=state)
    assert words in signed_in(user).get(url("pledge-detail", pledge.public_id)).content


def test_the_list_costs_the_same_for_one_pledge_and_for_five(
    signed_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    user = factories.make_user()
    client = signed_in(user)
    pledged(factories.make_request().needs.get(), user)
    with django_assert_max_num_queries(60) as first:
        client.get(reverse("solidarity:pledge-list"))
    for _ in range(4):
        pledged(factories.make_request().needs.get(), user)
    with django_assert_max_num_queries(len(first)):
        client.get(reverse("solidarity:pledge-list"))


def test_an_empty_list_shows_the_way_to_the_board(signed_in: SignIn) -> None:
    assert (
        reverse("solidarity:request-list").encode()
        in signed_in(factories.make_user()).get(reverse("solidarity:pledge-list")).content
    )


def test_a_pledge_that_waits_says_so(need: Need, signed_in: SignIn) -> None:
    Need.objects.update(needs_acceptance=True)
    user = factories.make_user()
    pledge = pledged(Need.objects.get(), user)
    page = signed_in(user).get(url("pledge-detail", pledge.public_id)).content
    assert b"has still to accept it" in page
    assert url("pledge-done", pledge.public_id).encode() not in page


def test_a_closed_request_is_no_place_to_pledge(need: Need, signed_in: SignIn) -> None:
    SolidarityRequest.objects.update(state=RequestState.CLOSED, outcome="won")
    answer = signed_in(factories.make_user()).post(url("need-pledge", need.public_id), promise(need))
    assert b"takes no pledges now" in answer.content


HIDDEN: list[dict[str, Any]] = [
    {"state": RequestState.TAKEN_DOWN},
    {"visibility": Visibility.NAMED_ORGANISATIONS, "wanted_visibility": Visibility.NAMED_ORGANISATIONS},
]


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("page", ["pledge-list", "pledge-detail", "pledge-withdraw", "pledge-deliver"])
def test_of_a_request_that_is_hidden_only_the_own_promise_is_left(
    page: str, hidden: dict[str, Any], need: Need, signed_in: SignIn
) -> None:
    need.title = "Letters to Director Needle"
    need.save()
    person = factories.make_user()
    pledge = pledges.make(need=need, quantity=2, by=person, at=NOW)
    SolidarityRequest.objects.update(**hidden, title="The strike in Needletown")
    shown = signed_in(person).get(
        reverse(f"solidarity:{page}", args=[] if page == "pledge-list" else [pledge.public_id])
    )
    assert "2 letters" in shown.text
    assert "Needle" not in shown.text
    assert need.solidarity_request.organisation.name not in shown.text


@pytest.mark.parametrize("quantity", [11, 2**31, 10**30])
def test_a_person_promises_no_more_than_is_asked(quantity: int, need: Need, signed_in: SignIn) -> None:
    answer = signed_in(factories.make_user()).post(url("need-pledge", need.public_id), promise(need, quantity=quantity))
    assert "not more than is needed" in answer.text
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("quantity", [2**31, 10**30])
def test_a_union_promises_what_can_be_counted(quantity: int, need: Need, signed_in: SignIn) -> None:
    union = factories.make_organisation()
    client = signed_in(factories.make_staff(union))
    given = promise(need, pledger=union.public_id, quantity=quantity, shown_as="union")
    assert client.post(url("need-pledge", need.public_id), given).status_code == 200
    assert not Pledge.objects.exists()


def test_promises_that_nobody_can_add_up_are_refused(need: Need) -> None:
    Need.objects.update(taken=2**31 - 5)
    with pytest.raises(pledges.NoPlaceLeft):
        pledges.make(need=need, quantity=10, by=factories.make_user(), at=NOW)
