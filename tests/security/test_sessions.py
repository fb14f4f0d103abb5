"""Sessions: begun anew at sign-in, ended by idleness, by signing out, from elsewhere."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import PASSWORD
from unions.models import User

SignIn = Callable[[User], Client]


def signed_in_by_password(person: User, client: Client | None = None) -> Client:
    """Sign in on the page, as people do."""
    client = client or Client()
    client.post(reverse("account_login"), {"login": person.handle, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    """Whether the account opens."""
    return client.get(reverse("unions:account")).status_code == 200


def session_id(client: Client) -> str:
    """The id that the browser holds."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_signing_in_changes_the_session_id() -> None:
    client = Client()
    joining = {"username": "new", "email": "new@example.org", "password1": PASSWORD, "language": "en", "consent": "on"}
    client.post(reverse("account_signup"), joining)
    before = session_id(client)
    signed_in_by_password(factories.make_user(), client)
    assert is_in(client)
    assert session_id(client) != before


def test_an_id_that_somebody_planted_is_not_taken_over() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    signed_in_by_password(factories.make_user(), client)
    assert session_id(client) != "planted0planted0planted0planted0"


def test_signing_out_empties_the_browser() -> None:
    client = signed_in_by_password(factories.make_user())
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)


def test_looking_at_the_way_out_signs_nobody_out() -> None:
    client = signed_in_by_password(factories.make_user())
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)


def test_other_pages_leave_the_browser_alone(signed_in: SignIn) -> None:
    assert "Clear-Site-Data" not in signed_in(factories.make_user()).get(reverse("unions:account")).headers


def test_staff_are_signed_out_after_half_an_hour_without_a_click(at_now: Any, signed_in: SignIn) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    assert is_in(client)
    at_now.shift(timedelta(minutes=31))
    answer = client.get(reverse("unions:account"))
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fen%2Fmy-account%2F"
    assert answer.headers["Clear-Site-Data"] == '"cache"'  # devices go on showing news


def test_staff_who_click_stay(at_now: Any, signed_in: SignIn) -> None:
    client = signed_in(factories.make_staff(factories.make_organisation()))
    for _ in range(3):
        at_now.shift(timedelta(minutes=29))
        assert is_in(client)


def test_members_are_not_signed_out_by_a_pause(at_now: Any, signed_in: SignIn) -> None:
    client = signed_in(factories.make_member(factories.make_organisation()))
    at_now.shift(timedelta(hours=5))
    assert is_in(client)


def test_no_network_address_is_kept_beside_a_session() -> None:
    client = Client(REMOTE_ADDR="203.0.113.77")
    signed_in_by_password(factories.make_user(), client)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "entirely other words", "password2": "entirely other words"},
    )
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}


def test_signing_out_everywhere_ends_the_other_sessions() -> None:
    person = factories.make_user()
    here, there = signed_in_by_password(person), signed_in_by_password(person)
    here.post(reverse("usersessions_list"))
    assert is_in(here)
    assert not is_in(there)


def test_a_new_password_ends_the_other_sessions() -> None:
    person = factories.make_user()
    here, there = signed_in_by_password(person), signed_in_by_password(person)
    new = {"oldpassword": PASSWORD, "password1": "entirely other words", "password2": "entirely other words"}
    here.post(reverse("account_change_password"), new)
    assert is_in(here)
    assert not is_in(there)


def test_an_erased_account_is_out_everywhere() -> None:
    person = factories.make_user()
    here, there = signed_in_by_password(person), signed_in_by_password(person)
    here.post(reverse("unions:account-erase"))
    assert not is_in(there)


def test_after_signing_in_one_is_led_nowhere_else() -> None:
    person = factories.make_user()
    sent = {"login": person.handle, "password": PASSWORD, "next": "https://evil.example/"}
    assert "evil" not in Client().post(reverse("account_login"), sent)["Location"]
