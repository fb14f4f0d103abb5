"""Limits on guessing hold, count no addresses, and work while Redis is away."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import PASSWORD
from tests.security import elsewhere

WITHOUT_REDIS = """
from django.urls import reverse
import functools, json
Client = functools.partial(Client, headers={"host": settings.SITE_HOST})
answers = {"login": Client().post(reverse("account_login"), {"login": "rosa", "password": "%(password)s"}).status_code}
given = {"username": "new", "email": "new@example.org", "password1": "%(password)s", "language": "en", "consent": "on"}
answers["sign up"] = Client().post(reverse("account_signup"), given).status_code
answers["reset"] = Client().post(reverse("account_reset_password"), {"email": "rosa@example.org"}).status_code
guesses = [Client().post(reverse("account_login"), {"login": "karl", "password": "wrong"}) for _ in range(6)]
answers["guesses"] = "Too many attempts" in guesses[-1].text
print(json.dumps(answers))
"""


def guess(handle: str, network: str = "198.51.100.1") -> str:
    """Try a wrong password; return the page."""
    client = Client(REMOTE_ADDR=network)
    return client.post(reverse("account_login"), {"login": handle, "password": "wrong wrong"}).text


def test_after_five_wrong_passwords_even_the_right_one_waits() -> None:
    factories.make_user("rosa")
    for _ in range(5):
        guess("rosa")
    client = Client()
    page = client.post(reverse("account_login"), {"login": "rosa", "password": PASSWORD})
    assert "Too many attempts" in page.text


def test_guessing_from_many_networks_counts_for_the_handle() -> None:
    factories.make_user("rosa")
    for number in range(5):
        guess("rosa", f"198.51.100.{number}")
    assert "Too many attempts" in guess("rosa", "203.0.113.9")


def test_others_on_the_same_network_may_still_sign_in() -> None:
    factories.make_user("rosa")
    karl = factories.make_user("karl")
    for _ in range(6):
        guess("rosa")
    client = Client(REMOTE_ADDR="198.51.100.1")
    client.post(reverse("account_login"), {"login": karl.handle, "password": PASSWORD})
    assert client.get(reverse("unions:account")).status_code == 200


def test_a_flood_of_sign_ups_from_one_network_is_stopped() -> None:
    answers = [Client().post(reverse("account_signup"), {}).status_code for _ in range(21)]
    assert answers[-1] == 429
    assert "too often" in Client().post(reverse("account_signup"), {}).text


def test_a_flood_of_invitation_guesses_from_one_network_is_stopped() -> None:
    url = reverse("unions:invitation-accept", args=["guess"])
    assert [Client().post(url, {}).status_code for _ in range(21)][-1] == 429


@pytest.mark.parametrize("address", ["203.0.113.77", "2001:db8:1:2::77"])
def test_the_limiter_keeps_no_network_address(address: str) -> None:
    guess("rosa", address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM unions_limits")
        held = str(cursor.fetchall())
    assert "allauth:rl" in held
    assert "203.0.113" not in held
    assert "2001:db8" not in held


def test_neighbours_in_one_ipv6_household_count_as_one() -> None:
    for number in range(21):
        answer = Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}").post(reverse("account_signup"), {})
    assert answer.status_code == 429


def test_counters_live_in_the_database() -> None:
    cache.set("a", 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM unions_limits")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_signing_in_joining_and_resetting_work_while_redis_is_away() -> None:
    factories.make_user("rosa")
    code = WITHOUT_REDIS % {"password": PASSWORD}
    answers = json.loads(elsewhere.run(code, REDIS_URL="redis://127.0.0.1:1/0").splitlines()[-1])
    assert answers == {"login": 302, "sign up": 302, "reset": 302, "guesses": True}
