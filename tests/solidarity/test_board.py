"""The board: cards, filters that are links, pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, Visibility
from tests import factories
from tests.queries import queries_of
from unions.choices import OrganisationState, WhoMay
from unions.models import Translation
from unions.queries import source_hash

pytestmark = pytest.mark.usefixtures("at_now")
NONSENSE = ["zz", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "\ufffd", "٪", "9" * 5000, "-1"]


def board(client: Client, **query: str) -> str:
    """Return the board as this client sees it."""
    response = client.get(reverse("solidarity:request-list"), query)
    assert response.status_code == 200
    return response.content.decode()


def shown(client: Client, **query: str) -> set[str]:
    """Return the titles on the board."""
    return {card["title"] for card in client.get(reverse("solidarity:request-list"), query).context["cards"]}


def test_a_card_says_who_where_what_by_when_and_how_much_has_arrived(client: Client) -> None:
    union = factories.make_organisation("Garment Workers", acronym="GWU")
    factories.make_request(union, employer=factories.make_employer("Shirt Ltd"), languages=["bn"])
    page = board(client)
    for words in ("Bangladesh", "GWU", "Shirt Ltd", "of 10 letters arrived", "30 November 2026", "বাংলা", "10 minutes"):
        assert words in page


@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_a_visitor_finds_nothing_above_public_in_cards_search_or_numbers(client: Client, level: str) -> None:
    factories.make_request(title="Hidden away", visibility=level, country="NP")
    for query in ({}, {"q": "hidden"}, {"country": "NP"}, {"kind": "protest_letter"}):
        response = client.get(reverse("solidarity:request-list"), query)
        assert response.context["cards"] == []
        assert all(not choice.get("count") for group in response.context["groups"] for choice in group["choices"])


def test_a_member_finds_what_is_open_to_the_network(signed_in: Any) -> None:
    factories.make_request(title="For us", visibility=Visibility.NETWORK)
    client = signed_in(factories.make_member(factories.make_organisation()))
    assert shown(client) == {"For us"}


def test_not_even_the_union_asked_finds_the_named_level_on_the_board(signed_in: Any) -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(solidarity_request, union)
    assert shown(signed_in(factories.make_staff(union))) == set()


def test_requests_of_a_suspended_union_are_gone(client: Client) -> None:
    factories.make_request(factories.make_organisation(state=OrganisationState.SUSPENDED))
    assert shown(client) == set()


@pytest.mark.parametrize("state", [RequestState.PAUSED, RequestState.TAKEN_DOWN])
def test_only_open_requests_stand_on_it(client: Client, state: str) -> None:
    factories.make_request(state=state)
    assert shown(client) == set()


def test_filters_narrow_it(client: Client) -> None:
    factories.make_request(
        title="This",
        country="PE",
        sector=factories.make_sector("mining"),
        employer=factories.make_employer("Mina", country="PE"),
        urgency="urgent_72h",
        language="es",
    )
    other = factories.make_request(title="That", sector=factories.make_sector("transport"))
    factories.make_need(other, kind=factories.make_need_kind("funds", unit="funds", effort_minutes=None))
    query = {"country": "PE", "sector": "mining", "urgency": "urgent_72h", "language": "es"}
    for name, value in query.items():
        assert shown(client, **{name: value}) == {"This"}
    assert shown(client, **query) == {"This"}
    assert shown(client, kind="funds") == {"That"}
    assert shown(client, **query, kind="funds") == set()


def test_the_employer_filter_takes_its_public_id(client: Client) -> None:
    employer = factories.make_employer("Mina")
    factories.make_request(title="This", employer=employer)
    factories.make_request(title="That")
    assert shown(client, employer=employer.public_id) == {"This"}


def test_ten_minutes_tonight_shows_what_one_person_can_still_do(client: Client) -> None:
    factories.make_request(title="A letter")
    past = factories.make_request(title="Too late")
    past.needs.update(wanted_by=factories.TODAY - timedelta(days=1))
    long = factories.make_request(title="A long day")
    long.needs.update(effort_minutes=480)
    unions = factories.make_request(title="For unions")
    unions.needs.update(who_may=WhoMay.ORGANISATION)
    assert shown(client, effort="10") == {"A letter"}


@pytest.mark.parametrize("query", [{"effort": "10"}, {"kind": "message"}])
def test_a_card_shows_the_need_that_the_reader_looks_for(client: Client, query: dict[str, str]) -> None:
    wanted = factories.make_request(title="A march and a word")
    wanted.needs.update(effort_minutes=480)
    factories.make_need(wanted, kind=factories.make_need_kind("message"), title="One word", effort_minutes=5)
    response = client.get(reverse("solidarity:request-list"), query)
    assert response.context["cards"][0]["need"]["title"] == "One word"
    assert response.context["cards"][0]["effort_minutes"] == 5


def test_each_filter_is_a_link_with_the_number_that_it_would_leave(client: Client) -> None:
    factories.make_request(country="PE")
    factories.make_request(country="PE", urgency="urgent_72h")
    factories.make_request(country="BD")
    groups = client.get(reverse("solidarity:request-list"), {"urgency": "urgent_72h"}).context["groups"]
    countries = next(group["choices"] for group in groups if group["key"] == "country")
    assert [(choice["text"], choice["count"], choice["url"]) for choice in countries] == [
        ("Peru", 1, "?urgency=urgent_72h&country=PE")
    ]


def test_a_chosen_filter_is_a_link_that_takes_it_away(client: Client) -> None:
    factories.make_request(country="PE")
    groups = client.get(reverse("solidarity:request-list"), {"country": "PE", "q": "dismissed"}).context["groups"]
    chosen = [choice for group in groups for choice in group["choices"] if choice["is_current"]]
    assert [choice["url"] for choice in chosen] == ["?q=dismissed"]


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", ["q", "kind", "urgency", "country", "sector", "language", "employer", "older"])
def test_nonsense_does_no_harm(client: Client, name: str, value: str) -> None:
    factories.make_request()
    assert "<script>alert" not in board(client, **{name: value})


def test_an_unknown_value_leaves_an_empty_board_that_says_what_to_do(client: Client) -> None:
    factories.make_request()
    page = board(client, country="XX")
    assert "Nothing matches" in page
    assert "Show all again" in page


def test_closed_requests_stand_apart_with_their_outcome(client: Client) -> None:
    factories.make_request(title="Open")
    factories.make_request(title="Won it", state=RequestState.CLOSED, outcome=Outcome.WON, closed_at=factories.NOW)
    assert shown(client) == {"Open"}
    assert shown(client, state="closed") == {"Won it"}


def follow(client: Client) -> list[list[str]]:
    """Return the titles of each page on the way to the end, and back from there."""
    url, pages = reverse("solidarity:request-list"), []
    query = ""
    for step in ("older_url", "newer_url"):
        while True:
            context = client.get(url + query).context
            pages.append([card["title"] for card in context["cards"]])
            if not context[step]:
                break
            query = context[step]
    return pages


def test_it_pages_to_the_end_and_back_without_losing_any(client: Client) -> None:
    for number in range(45):
        factories.make_request(title=f"No. {number}", opened_at=factories.NOW - timedelta(hours=number // 3))
    first, second, third, _third, second_again, first_again = follow(client)
    assert len({*first, *second, *third}) == len(first + second + third) == 45
    assert (second, first) == (second_again, first_again)


def test_the_reader_sees_the_translated_title_and_its_language(client: Client) -> None:
    solidarity_request = factories.make_request(title="বরখাস্ত", language="bn")
    Translation.objects.create(
        subject=solidarity_request,
        field="title",
        language="en",
        text="Sacked",
        source_hash=source_hash("বরখাস্ত"),
        changed_at=factories.NOW,
    )
    assert '<bdi lang="en">Sacked</bdi>' in board(client)


def test_five_requests_cost_as_many_queries_as_one(client: Client) -> None:
    def make() -> None:
        solidarity_request = factories.make_request(language="bn", sector=factories.make_sector())
        factories.make_need(solidarity_request)

    make()
    board(client)
    one = queries_of(lambda: board(client))
    for _ in range(4):
        make()
    assert queries_of(lambda: board(client)) == one


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kind", "protest_letter", "Follow Protest letter"),
        ("country", "BD", "Follow Bangladesh"),
        ("language", "bn", "Follow Bangla"),
        ("sector", "transport", "Follow Transport"),
    ],
)
def test_what_is_chosen_can_be_followed(client: Client, name: str, value: str, words: str) -> None:
    factories.make_request(sector=factories.make_sector())
    assert words in board(client, **{name: value})
    assert words not in board(client)


def test_an_employer_that_is_chosen_can_be_followed(client: Client) -> None:
    employer = factories.make_employer("Shirt Ltd")
    factories.make_request(employer=employer)
    assert "Follow Shirt Ltd" in board(client, employer=employer.public_id)
