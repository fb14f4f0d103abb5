"""The first page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, Visibility
from solidarity.models import Pledge
from tests import factories
from tests.queries import queries_of

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


def test_who_helps_whom_stands_in_a_table(client: Client) -> None:
    for _ in range(5):
        give_help("DE")
    page = home(client)
    for words in ("Who helps whom", "Germany", "Bangladesh", "fewer than 5"):
        assert words in page


def test_before_any_help_the_table_says_how_it_begins(client: Client) -> None:
    assert "No help has crossed a border yet" in home(client)


def give_help(country: str) -> None:
    """Somebody in this country promises a letter on a request that everyone may read."""
    need = factories.make_request().needs.get()
    day = factories.TODAY
    moments = {"expected_on": day, "made_at": factories.NOW, "changed_at": factories.NOW}
    Pledge.objects.create(need=need, user=factories.make_user(), country=country, **moments)
