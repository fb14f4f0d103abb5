"""The first page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, Visibility
from solidarity.models import Pledge
from tests import factories
from tests.queries import queries_of
from unions.actions import translations
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now")


def home(client: Client) -> str:
    """Return the page as a visitor sees it."""
    response = client.get(reverse("solidarity:home"))
    assert response.status_code == 200
    return response.content.decode()


def close(**fields: Any) -> None:
    """A request that ended."""
    factories.make_request(state=RequestState.CLOSED, closed_at=factories.NOW, **fields)


def test_it_shows_open_requests_with_what_they_need(client: Client) -> None:
    factories.make_request(title="Dismissed in Dhaka")
    page = home(client)
    assert "Dismissed in Dhaka" in page
    assert "of 10 letters arrived" in page


def test_the_most_urgent_come_first(client: Client) -> None:
    factories.make_request(title="Calm", urgency="normal")
    factories.make_request(title="Alarm", urgency="emergency_24h")
    factories.make_request(title="Hurry", urgency="urgent_72h")
    page = home(client)
    assert page.index("Alarm") < page.index("Hurry") < page.index("Calm")


@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_a_visitor_is_shown_nothing_above_public_nor_its_number(client: Client, level: str) -> None:
    factories.make_request(title="Hidden away", visibility=level)
    close(title="Hidden victory", outcome=Outcome.WON, visibility=level)
    page = home(client)
    assert "Hidden" not in page
    assert "<dd>0</dd>" in page


def test_what_was_won_is_shown_and_what_was_lost_is_not(client: Client) -> None:
    close(title="A victory", outcome=Outcome.WON)
    close(title="A defeat", outcome=Outcome.LOST)
    page = home(client)
    assert "A victory" in page
    assert "A defeat" not in page


def test_few_answers_make_no_figure(client: Client) -> None:
    solidarity_request = factories.make_request()
    factories.make_addressee(
        solidarity_request, factories.make_organisation(), answer="pledges", answered_at=factories.NOW
    )
    assert "answered in time" not in home(client)


def test_enough_answers_make_the_figures(client: Client) -> None:
    solidarity_request = factories.make_request(published_at=factories.NOW)
    for _ in range(5):
        solidarity_request = factories.make_request()
        factories.make_addressee(
            solidarity_request, factories.make_organisation(), answer="no", no_reason="other", answered_at=factories.NOW
        )
    page = home(client)
    assert "100%" in page
    assert "24" in page


def test_staff_find_what_waits_for_them(signed_in: Any) -> None:
    union = factories.make_organisation()
    client = signed_in(factories.make_staff(union))
    asked = factories.make_request(title="They ask us", visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(asked, union)
    factories.make_request(union, title="We ask", checked_in_at=factories.NOW - timedelta(days=8))
    factories.make_draft(union, title="Half written")
    page = home(client)
    for words in ("Answer a call", "They ask us", "still safe", "We ask", "Half written", "Answer desk (1)"):
        assert words in page


def test_a_member_finds_what_they_promised(signed_in: Any) -> None:
    member = factories.make_user()
    need = factories.make_request(title="Ten letters").needs.get()
    day = factories.TODAY
    Pledge.objects.create(need=need, user=member, expected_on=day, made_at=factories.NOW, changed_at=factories.NOW)
    page = home(signed_in(member))
    assert "Keep what you promised" in page
    assert "Answer desk" not in page
    assert "Ask for help" not in page


def test_a_reviewer_finds_what_is_to_be_reviewed(signed_in: Any) -> None:
    factories.make_request(
        title="Check me", state=RequestState.CHECKING, opened_at=None, visibility="named_organisations"
    )
    page = home(signed_in(factories.give_duty(factories.make_user())))
    assert "Check me" in page
    assert "Desk (1)" in page


def test_who_has_nothing_to_do_is_told_so(signed_in: Any) -> None:
    assert "Nothing waits for you" in home(signed_in(factories.make_user()))


def test_more_to_do_costs_no_more_queries(signed_in: Any) -> None:
    union = factories.make_organisation()
    client = signed_in(factories.make_staff(union))
    factories.make_addressee(factories.make_request(language="bn"), union)
    factories.make_draft(union)
    home(client)
    one = queries_of(lambda: home(client))
    for _ in range(4):
        factories.make_addressee(factories.make_request(language="bn"), union)
        factories.make_draft(union)
    assert queries_of(lambda: home(client)) == one


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_it_opens_in_every_language(client: Client, language: str) -> None:
    factories.make_request(title="Dismissed in Dhaka")
    assert "Dismissed in Dhaka" in client.get(f"/{language}/").content.decode()


def test_more_requests_cost_no_more_queries(client: Client) -> None:
    factories.make_request(language="bn")
    home(client)
    one = queries_of(lambda: home(client))
    for _ in range(4):
        factories.make_request(language="bn")
    assert queries_of(lambda: home(client)) == one


def test_the_next_things_speak_the_readers_language(signed_in: Callable[[User], Client]) -> None:
    union = factories.make_organisation()
    staff = factories.make_staff(union)
    draft = factories.make_draft(union, language="ar", title="ترجمة")
    translations.keep(subject=draft, texts={"title": "A translation"}, language="en", by=staff, at=factories.NOW)
    page = signed_in(staff).get("/en/").content.decode()
    assert "A translation" in page
    assert "ترجمة" not in page
