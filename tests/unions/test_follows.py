"""What a person wants to hear of."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from unions.actions import follows
from unions.choices import ConsentPurpose
from unions.models import Follow, Organisation, User

SignIn = Callable[[User], Client]
TOGGLE = "unions:follow-toggle"


def test_following_twice_is_following_once() -> None:
    person = factories.make_user()
    for _ in range(2):
        follows.add(by=person, at=NOW, language="en", country="BD")
    assert person.follows.count() == 1


def test_following_keeps_the_consent_to_be_told_and_ending_the_last_withdraws_it() -> None:
    person = factories.make_user()
    follows.add(by=person, at=NOW, language="en", spoken="bn")
    in_force = person.consents.filter(purpose=ConsentPurpose.ALERTS, withdrawn_at__isnull=True)
    assert in_force.exists()
    follows.remove(by=person, at=NOW, spoken="bn")
    assert not in_force.exists()


def test_each_kind_can_be_followed_from_a_button(signed_in: SignIn) -> None:
    client = signed_in(factories.make_user())
    union, employer = factories.make_organisation(), factories.make_employer()
    pairs = {
        ("country", "BD"),
        ("language", "bn"),
        ("sector", factories.make_sector().code),
        ("need_kind", factories.make_need_kind().code),
        ("employer", employer.public_id),
        ("organisation", union.slug),
    }
    for kind, value in pairs:
        client.post(reverse(TOGGLE), {"kind": kind, "value": value})
    assert Follow.objects.pairs() == pairs


def test_the_button_pressed_again_ends_it(signed_in: SignIn) -> None:
    client = signed_in(factories.make_user())
    for _ in range(2):
        client.post(reverse(TOGGLE), {"kind": "country", "value": "BD"})
    assert not Follow.objects.exists()


@pytest.mark.parametrize(("kind", "value"), [("country", "XX"), ("sector", "none"), ("user", "1"), ("language", "!")])
def test_what_does_not_exist_cannot_be_followed(kind: str, value: str, signed_in: SignIn) -> None:
    signed_in(factories.make_user()).post(reverse(TOGGLE), {"kind": kind, "value": value})
    assert not Follow.objects.exists()


def test_an_unlisted_organisation_cannot_be_found_out_by_following(signed_in: SignIn) -> None:
    hidden = factories.make_organisation(listing="unlisted")
    signed_in(factories.make_user()).post(reverse(TOGGLE), {"kind": "organisation", "value": hidden.slug})
    assert not Follow.objects.exists()


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_way_back_leads_nowhere_else(url: str, signed_in: SignIn) -> None:
    answer = signed_in(factories.make_user()).post(reverse(TOGGLE), {"kind": "country", "value": "BD", "next": url})
    assert answer["Location"] == reverse("unions:follow-list")


def test_a_visitor_signs_in_first_and_comes_back_to_the_page() -> None:
    answer = Client().post(reverse(TOGGLE), {"kind": "country", "value": "BD", "next": "/en/requests/"})
    assert answer["Location"] == f"{reverse('account_login')}?next=/en/requests/"


def test_looking_changes_nothing(signed_in: SignIn) -> None:
    assert signed_in(factories.make_user()).get(reverse(TOGGLE)).status_code == 405


def test_the_page_shows_what_i_follow_and_finds_more(signed_in: SignIn) -> None:
    person = factories.make_user()
    follows.add(by=person, at=NOW, language="en", country="BD")
    factories.make_organisation("Hafenarbeitergewerkschaft")
    page = signed_in(person).get(reverse("unions:follow-list"), {"q": "hafenarb"})
    assert "Stop following Bangladesh" in page.text
    assert "Follow Hafenarbeitergewerkschaft" in page.text


def test_five_follows_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    person = factories.make_user()
    client, counts = signed_in(person), []
    for number in range(5):
        follows.add(by=person, at=NOW, language="en", organisation=factories.make_organisation(f"Union {number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("unions:follow-list"))
        counts.append(len(queries))
    assert counts[-1] == counts[0]
    assert Organisation.objects.count() == 5
