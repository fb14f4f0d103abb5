"""Nobody learns from an answer, or from the work behind it, whether an address has an account."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import PASSWORD
from unions import adapters
from unions.actions import users
from unions.models import User


class CountingHasher(adapters.PasswordHasher):
    """Counts how often a password was hashed."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        type(self).hashed += 1
        return super().verify(password, encoded)


@pytest.fixture
def hashes(settings: Any) -> Iterator[type[CountingHasher]]:
    """Count from here on."""
    factories.make_user("known")
    settings.PASSWORD_HASHERS = [f"{__name__}.{CountingHasher.__name__}"]
    CountingHasher.hashed = 0
    yield CountingHasher


def sign_up(address: str) -> Any:
    """Want to join with this address."""
    given = {"username": "newcomer", "email": address, "password1": PASSWORD, "language": "en", "consent": "on"}
    return Client().post(reverse("account_signup"), given, follow=True)


def reset(address: str) -> Any:
    """Want a new password for this address."""
    return Client().post(reverse("account_reset_password"), {"email": address}, follow=True)


def seen(answer: Any, address: str) -> tuple[Any, ...]:
    """What a stranger can compare: the way that was taken, the page without its token, the cookies."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.text).replace(address, "ADDRESS")
    return answer.redirect_chain, answer.status_code, page, set(answer.cookies), set(answer.headers)


@pytest.mark.parametrize("ask", [sign_up, reset])
def test_a_known_and_an_unknown_address_are_answered_alike(ask: Callable[[str], Any]) -> None:
    factories.make_user("known")
    known, unknown = (seen(ask(address), address) for address in ("known@example.org", "unknown@example.org"))
    assert known == unknown


@pytest.mark.parametrize("address", ["known@example.org", "unknown@example.org"])
def test_joining_hashes_once_whether_or_not_the_address_is_known(address: str, hashes: type[CountingHasher]) -> None:
    sign_up(address)
    assert hashes.hashed == 1


def test_an_address_waiting_to_be_confirmed_hashes_once_too(hashes: type[CountingHasher]) -> None:
    users.make(handle="waiting", address="waiting@example.org", language="en", consent_wording="Yes.", at=factories.NOW)
    sign_up("waiting@example.org")
    assert hashes.hashed == 1


def test_a_known_address_is_told_so_by_mail_alone(mailoutbox: list[EmailMessage]) -> None:
    factories.make_user("known")
    sign_up("known@example.org")
    assert mailoutbox[0].subject == "You already have an account"
    assert not User.objects.filter(handle="newcomer").exists()


@pytest.mark.parametrize("login", ["known", "known@example.org", "unknown", "unknown@example.org"])
def test_a_wrong_password_costs_one_hash_whoever_it_is(login: str, hashes: type[CountingHasher]) -> None:
    Client().post(reverse("account_login"), {"login": login, "password": "wrong wrong wrong"})
    assert hashes.hashed == 1


def test_a_wrong_password_is_answered_alike() -> None:
    factories.make_user("known")
    pages = [
        Client().post(reverse("account_login"), {"login": login, "password": "wrong wrong wrong"})
        for login in ("known", "other")
    ]
    words = [list(page.context["form"].non_field_errors()) for page in pages]
    assert words == [["This handle and this password do not belong together."]] * 2


def test_both_get_a_mail_about_the_new_password(mailoutbox: list[EmailMessage]) -> None:
    factories.make_user("known")
    reset("known@example.org")
    reset("unknown@example.org")
    assert [mail.to[0] for mail in mailoutbox] == ["known@example.org", "unknown@example.org"]


def test_links_in_mails_lead_to_the_portal_whatever_the_request_says(mailoutbox: list[EmailMessage]) -> None:
    factories.make_user("known")
    form = {"email": "known@example.org"}
    Client(headers={"host": f"{settings.SITE_HOST}:6666"}).post(reverse("account_reset_password"), form)
    assert settings.SITE_URL in mailoutbox[0].body
    assert ":6666" not in mailoutbox[0].body


def test_passwords_are_hashed_with_argon2id() -> None:
    user = factories.make_user()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert user.password.startswith("argon2$argon2id$")
    assert adapters.PasswordHasher.memory_cost >= 19_456
