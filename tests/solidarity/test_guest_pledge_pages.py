"""The screens of a visitor who helps with an address alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from solidarity.choices import RequestState
from solidarity.models import GuestPledge, Need, Pledge, SolidarityRequest
from tests import factories
from unions.models import Consent, User

ADDRESS = "friend@example.net"
GIVEN = {"address": ADDRESS, "quantity": "1", "shown_as": "country", "consent": "on"}


@pytest.fixture
def need(at_now: time_machine.Traveller) -> Need:
    """A need of a public request."""
    return factories.make_request(title="Dismissed in Dhaka", do_nots=["no_names"]).needs.get()


def send(client: Client, need: Need, **changes: str) -> Any:
    """Send the form."""
    return client.post(reverse("solidarity:need-pledge", args=[need.public_id]), GIVEN | changes)


def link() -> str:
    """Return the path in the last mail."""
    return str(re.search(r"http://\S+?(/\S+/pledges/confirm/\S+)", str(mail.outbox[-1].body))[1])  # type: ignore[index]


def test_the_form_says_what_is_asked_and_what_not_to_do(client: Client, need: Need) -> None:
    page = client.get(reverse("solidarity:need-pledge", args=[need.public_id])).content.decode()
    for words in ("Dismissed in Dhaka", "Do not name any worker", "Your e-mail address", "I agree that this portal"):
        assert words in page


def test_sending_it_leads_to_the_page_that_says_look_in_your_mail(client: Client, need: Need) -> None:
    response = send(client, need)
    assert response["Location"] == reverse("solidarity:guest-pledge-sent")
    assert len(mail.outbox) == 1
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_a_known_address_is_answered_like_any_other(client: Client, need: Need, known: bool) -> None:
    if known:
        factories.make_user(email=ADDRESS)
    response = send(client, need)
    assert (response.status_code, response["Location"], len(mail.outbox)) == (302, "/en/pledges/sent/", 1)


def test_an_address_asked_for_too_often_is_answered_alike(client: Client, need: Need) -> None:
    answers = {(send(client, need).status_code, send(client, need)["Location"]) for _ in range(4)}
    assert answers == {(302, "/en/pledges/sent/")}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"address": ""}, "address"),
        ({"consent": ""}, "consent"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "11"}, "quantity"),
        ({"country": "XX"}, "country"),
        ({"shown_as": "handle"}, "shown_as"),
        ({"message": "hidden \u202e turn"}, "message"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(
    client: Client, need: Need, changes: dict[str, str], field: str
) -> None:
    response = send(client, need, **({"message": "Hold on"} | changes))
    assert response.context["form"].errors[field]
    assert ("Hold on" in response.content.decode()) == (field != "message")
    assert mail.outbox == []


def test_the_link_shows_a_page_and_changes_nothing(client: Client, need: Need) -> None:
    send(client, need)
    response = client.get(link())
    assert "Yes, I do it" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not Pledge.objects.exists()


def test_the_click_takes_the_place_and_signs_a_new_account_in(client: Client, need: Need) -> None:
    send(client, need)
    page = client.post(link(), follow=True).content.decode()
    assert "They count on you" in page
    assert "1 letter" in page
    assert reverse("solidarity:pledge-detail", args=[Pledge.objects.get().public_id]) in page
    assert client.session["_auth_user_id"] == str(User.objects.get(email=ADDRESS).pk)
    assert UserSession.objects.get().session_key == client.session.session_key


def test_the_consent_is_kept_in_the_words_of_the_form(client: Client, need: Need) -> None:
    send(client, need)
    client.post(link())
    assert all(each.wording.startswith("I agree that this portal holds") for each in Consent.objects.all())


@pytest.mark.parametrize("role", ["person", "staff"])
def test_an_account_that_exists_is_not_signed_in_by_the_link(client: Client, need: Need, role: str) -> None:
    earlier: dict[str, Any] = {"email": ADDRESS, "joined_at": factories.NOW - timedelta(days=9)}
    if role == "staff":
        factories.make_staff(factories.make_organisation(), **earlier)
    else:
        factories.make_user(**earlier)
    send(client, need)
    page = client.post(link(), follow=True).content.decode()
    assert Pledge.objects.get().user.email == ADDRESS  # type: ignore[union-attr]
    assert "_auth_user_id" not in client.session
    assert "with your address to say when it is done" in page


def test_a_second_click_leads_to_the_same_result(client: Client, need: Need) -> None:
    send(client, need)
    client.post(link())
    again = Client().post(link(), follow=True)
    assert "They count on you" in again.content.decode()
    assert Pledge.objects.count() == 1


def test_an_old_link_says_so(client: Client, need: Need, at_now: time_machine.Traveller) -> None:
    send(client, need)
    at_now.shift(timedelta(hours=24))
    for response in (client.get(link()), client.post(link())):
        assert response.status_code == 410
        assert "This link no longer works" in response.content.decode()


def test_a_link_to_what_is_no_longer_public_says_nothing_of_it(client: Client, need: Need) -> None:
    send(client, need)
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    assert "Dhaka" not in client.get(link()).content.decode()
    assert client.post(link()).status_code == 410


def test_the_result_of_what_is_no_longer_public_says_nothing_of_it(client: Client, need: Need) -> None:
    send(client, need)
    client.post(link())
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    page = client.get(link()).content.decode()
    assert "Dhaka" not in page
    assert "Your promise is released" in page


def test_a_full_need_says_so_in_clear_words(client: Client, need: Need) -> None:
    send(client, need)
    Need.objects.update(has_ceiling=True, quantity=1, taken=1)
    response = client.post(link())
    assert response.status_code == 409
    assert "all of it has been promised" in response.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"who_may": "organisation"}, "Nobody can help with this any more"),
        ({"has_ceiling": True, "taken": 10}, "Not so much is needed any more"),
    ],
)
def test_what_a_guest_cannot_pledge_is_said_before_anything_is_typed(
    client: Client, need: Need, change: dict[str, Any], words: str
) -> None:
    Need.objects.update(**change)
    response = client.get(reverse("solidarity:need-pledge", args=[need.public_id]))
    assert words in response.content.decode()
    assert "Your e-mail address" not in response.content.decode()


def test_a_need_above_public_does_not_exist_for_visitors(client: Client, need: Need) -> None:
    SolidarityRequest.objects.update(visibility="network")
    assert client.get(reverse("solidarity:need-pledge", args=[need.public_id])).status_code == 404
    assert send(client, need).status_code == 404
    assert not GuestPledge.objects.exists()


def test_another_person_on_the_same_phone_stays_signed_in_as_themselves(need: Need, signed_in: Any) -> None:
    send(Client(), need)
    other = factories.make_user()
    client = signed_in(other)
    client.post(link())
    assert client.session["_auth_user_id"] == str(other.pk)
    assert Pledge.objects.get().user.email == ADDRESS  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_page_mail_and_link_keep_the_language(client: Client, need: Need, language: str) -> None:
    client.post(f"/{language}/needs/{need.public_id}/pledge/", GIVEN)
    assert link().startswith(f"/{language}/")
    assert client.get(link()).status_code == 200
