"""The second factor of staff, and every way around it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from deploy.local.one_time_codes import code
from tests import factories
from tests.factories import PASSWORD, TOTP_SECRET
from unions.choices import NetworkRoleKind, Role
from unions.models import User

SignIn = Callable[[User], Client]
SET_UP = "unions:second-factor"


def without_factor(role: str = Role.UNION_STAFF) -> User:
    """Staff who have not set up a second factor yet."""
    person = factories.make_member(factories.make_organisation(), role)
    factors(person).delete()
    return person


def factors(person: User) -> Any:
    """What this person has set up."""
    return Authenticator.objects.filter(user=person)


def add_passkey(person: User) -> Authenticator:
    """A row as a passkey leaves it."""
    data = {"name": "phone", "credential": {}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def password_sent(person: User) -> Client:
    """A browser in which handle and password were right."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.handle, "password": PASSWORD})
    return client


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEMBER])
def test_whoever_acts_for_others_sets_one_up_first(role: str, signed_in: SignIn) -> None:
    answer = signed_in(without_factor(role)).get(reverse("solidarity:home"))
    assert answer["Location"] == reverse(SET_UP)


@pytest.mark.parametrize("kind", NetworkRoleKind)
def test_whoever_serves_the_network_sets_one_up_first(kind: str, signed_in: SignIn) -> None:
    person = factories.give_duty(factories.make_user(), kind)
    factors(person).delete()
    assert signed_in(person).get(reverse("solidarity:home"))["Location"] == reverse(SET_UP)


def test_members_need_none(signed_in: SignIn) -> None:
    member = factories.make_member(factories.make_organisation())
    assert signed_in(member).get(reverse("unions:account")).status_code == 200


@pytest.mark.parametrize(
    "name", ["unions:account-export", "account_email", "account_change_password", "usersessions_list", "account_login"]
)
def test_no_page_of_the_account_opens_before(name: str, signed_in: SignIn) -> None:
    client = signed_in(without_factor())
    assert client.get(reverse(name))["Location"] == reverse(SET_UP)
    assert client.post(reverse(name), headers={"accept": "application/json"})["Location"] == reverse(SET_UP)


def test_a_page_that_does_not_exist_is_not_found_rather_than_an_error(signed_in: SignIn) -> None:
    assert signed_in(without_factor()).get("/en/nothing/").status_code == 404


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_index", SET_UP])
def test_the_ways_to_set_one_up_are_open(name: str, signed_in: SignIn) -> None:
    assert signed_in(without_factor()).get(reverse(name)).status_code == 200


def test_a_password_alone_signs_nobody_in_who_has_a_factor() -> None:
    client = password_sent(factories.make_staff(factories.make_organisation()))
    assert client.get(reverse("unions:account"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "mfa_view_recovery_codes"])
def test_a_password_alone_cannot_add_another_factor(name: str) -> None:
    client = password_sent(factories.make_staff(factories.make_organisation()))
    assert client.get(reverse(name), follow=False).status_code == 302
    assert client.post(reverse(name)).status_code == 302


def signs_in(person: User, given: str) -> bool:
    """Whether password and code open the door."""
    client = password_sent(person)
    client.post(reverse("mfa_authenticate"), {"code": given})
    return client.get(reverse("unions:account")).status_code == 200


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_one_step_early_or_late(at_now: Any, seconds: int, good: bool) -> None:
    person = factories.make_staff(factories.make_organisation())
    assert signs_in(person, code(TOTP_SECRET, time.time() + seconds)) is good


@pytest.mark.parametrize("seconds", [0, 31, 59])
def test_a_code_works_once_as_long_as_it_is_good(at_now: Any, seconds: int) -> None:
    person = factories.make_staff(factories.make_organisation())
    early = code(TOTP_SECRET, time.time() + 30)
    assert signs_in(person, early)
    at_now.shift(timedelta(seconds=seconds))
    assert not signs_in(person, f"{early[:3]} {early[3:]}")


def test_a_new_password_by_mail_does_not_go_around_the_factor(mailoutbox: list[Any]) -> None:
    person = factories.make_staff(factories.make_organisation())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = next(word for word in mailoutbox[0].body.split() if "/key/" in word).partition("/en/")[2]
    form = client.get(f"/en/{link}", follow=True)
    new = {"password1": "entirely other words", "password2": "entirely other words"}
    client.post(form.redirect_chain[-1][0], new)
    person.refresh_from_db()
    assert person.check_password("entirely other words")
    assert client.get(reverse("unions:account")).status_code == 302


def test_staff_cannot_remove_their_last_factor(signed_in: SignIn) -> None:
    person = factories.make_staff(factories.make_organisation())
    client = signed_in(person)
    client.post(reverse("mfa_deactivate_totp"))
    assert factors(person).filter(type="totp").exists()


def test_staff_cannot_remove_their_last_passkey(signed_in: SignIn) -> None:
    person = without_factor()
    passkey = add_passkey(person)
    signed_in(person).post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert factors(person).filter(pk=passkey.pk).exists()


def test_staff_may_remove_one_of_two(signed_in: SignIn) -> None:
    person = factories.make_staff(factories.make_organisation())
    add_passkey(person)
    signed_in(person).post(reverse("mfa_deactivate_totp"))
    assert not factors(person).filter(type="totp").exists()


def test_members_may_remove_theirs(signed_in: SignIn) -> None:
    member = factories.make_member(factories.make_organisation())
    factories.add_second_factor(member)
    signed_in(member).post(reverse("mfa_deactivate_totp"))
    assert not factors(member).exists()


def test_a_passkey_of_who_has_no_password_opens_the_door_alone(signed_in: SignIn) -> None:
    person = factories.make_user(email=None)
    person.set_unusable_password()
    person.save()
    form = signed_in(person).get(reverse("mfa_add_webauthn")).context["form"]
    assert (form.fields["passwordless"].disabled, form.fields["passwordless"].initial) == (True, True)


def test_recovery_codes_alone_are_no_second_factor(signed_in: SignIn) -> None:
    person = without_factor()
    Authenticator.objects.create(user=person, type=Authenticator.Type.RECOVERY_CODES, data={"seed": ""})
    assert signed_in(person).get(reverse("unions:account"))["Location"] == reverse(SET_UP)


def test_the_secret_is_unreadable_in_the_database() -> None:
    person = factories.make_staff(factories.make_organisation())
    assert TOTP_SECRET not in str(factors(person).get().data)


def test_after_a_quarter_of_an_hour_dangerous_pages_ask_who_it_is(at_now: Any, signed_in: SignIn) -> None:
    client = signed_in(factories.make_user())
    assert client.get(reverse("unions:account-erase")).status_code == 200
    at_now.shift(timedelta(minutes=16))
    assert client.get(reverse("unions:account-erase"))["Location"].startswith(reverse("account_reauthenticate"))


def test_who_shows_it_again_goes_on(at_now: Any, signed_in: SignIn) -> None:
    client = signed_in(factories.make_user())
    at_now.shift(timedelta(minutes=16))
    asked = client.get(reverse("unions:account-erase"))["Location"]
    answer = client.post(asked, {"password": PASSWORD, "next": reverse("unions:account-erase")})
    assert answer["Location"] == reverse("unions:account-erase")
    assert client.get(answer["Location"]).status_code == 200
