"""The doors in the head of every page, by what a reader may do."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.factories import give_duty, make_organisation, make_staff, make_user
from unions.models import User

SignIn = Callable[[User], Client]


def doors(response: Any) -> list[str]:
    """The addresses of the main navigation, in its order."""
    return [link["url"] for link in response.context["main_links"]]


def test_a_stranger_may_read() -> None:
    assert doors(Client().get("/en/styleguide/")) == ["/en/requests/", "/en/campaigns/", "/en/how-it-works/"]


def test_a_person_has_own_things(signed_in: SignIn) -> None:
    found = doors(signed_in(make_user()).get("/en/styleguide/"))
    assert found[3:] == ["/en/pledges/", "/en/following/"]


def test_a_reviewer_sees_what_waits_to_be_checked(signed_in: SignIn) -> None:
    reviewer = give_duty(make_user())
    assert "/en/review/" in doors(signed_in(reviewer).get("/en/styleguide/"))


def test_staff_answer_and_ask(signed_in: SignIn) -> None:
    staff = make_staff(make_organisation())
    html = signed_in(staff).get("/en/styleguide/").content.decode()
    assert "Answer desk" in html
    assert 'class="main-nav__act"' in html


def test_the_page_one_is_on_is_marked() -> None:
    html = Client().get("/en/requests/").content.decode()
    assert '<a href="/en/requests/" aria-current="page">' in html
