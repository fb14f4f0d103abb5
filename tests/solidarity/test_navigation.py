"""The doors in the head of every page, by what a reader may do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import give_duty, make_organisation, make_staff, make_user
from unions.choices import NetworkRoleKind
from unions.models import User

SignIn = Callable[[User], Client]


def doors(response: Any) -> list[str]:
    """The addresses of the main navigation, in its order."""
    return [link["url"] for link in response.context["main_links"]]


def test_a_stranger_may_read() -> None:
    public = ["/en/requests/", "/en/campaigns/", "/en/exchanges/", "/en/unions/", "/en/how-it-works/"]
    assert doors(Client().get("/en/styleguide/")) == public


def test_a_person_has_own_things(signed_in: SignIn) -> None:
    found = doors(signed_in(make_user()).get("/en/styleguide/"))
    assert found[5:] == ["/en/pledges/", "/en/following/"]


@pytest.mark.parametrize("duty", NetworkRoleKind)
def test_who_serves_the_network_has_a_desk(signed_in: SignIn, duty: str) -> None:
    assert "/en/desk/" in doors(signed_in(give_duty(make_user(), duty)).get("/en/styleguide/"))


def test_staff_answer_and_ask(signed_in: SignIn) -> None:
    staff = make_staff(make_organisation())
    html = signed_in(staff).get("/en/styleguide/").content.decode()
    assert "Answer desk" in html
    assert 'class="main-nav__act"' in html


def test_the_page_one_is_on_is_marked() -> None:
    html = Client().get("/en/requests/").content.decode()
    assert '<a href="/en/requests/" aria-current="page">' in html


def test_a_page_of_refusal_counts_nothing(signed_in: SignIn) -> None:
    reader = give_duty(make_staff(make_organisation()), NetworkRoleKind.REVIEWER)
    client = signed_in(reader)
    client.get("/en/nothing/")
    with CaptureQueriesContext(connection) as of_refusal:
        refused = client.get("/en/nothing/")
    with CaptureQueriesContext(connection) as of_page:
        client.get("/en/styleguide/")
    assert "/en/desk/" in doors(refused)
    assert len(of_refusal) <= len(of_page) - 5
