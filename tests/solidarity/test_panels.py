"""The requests of a union on its page."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from solidarity.choices import Outcome, RequestState, Visibility
from solidarity.panels import requests_of_organisation
from tests import factories
from tests.queries import queries_of
from unions.models import Organisation

pytestmark = pytest.mark.usefixtures("at_now")


def titles(reader: Any, organisation: Organisation) -> list[str]:
    """Return what the panel shows to this reader."""
    panel = requests_of_organisation(reader, organisation)
    return [card["title"] for card in panel.context["cards"]] if panel else []


def test_it_shows_open_requests_and_then_what_came_of_others() -> None:
    union = factories.make_organisation()
    factories.make_request(union, title="Won", state=RequestState.CLOSED, outcome=Outcome.WON, closed_at=factories.NOW)
    factories.make_request(union, title="Open")
    factories.make_request(title="Of others")
    assert titles(AnonymousUser(), union) == ["Open", "Won"]


@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_a_stranger_sees_none_above_public(level: str) -> None:
    union = factories.make_organisation()
    factories.make_request(union, visibility=level)
    assert titles(AnonymousUser(), union) == []


def test_a_union_without_requests_has_no_panel() -> None:
    assert requests_of_organisation(AnonymousUser(), factories.make_organisation()) is None


def test_the_page_of_the_union_shows_it(client: Client) -> None:
    union = factories.make_organisation()
    factories.make_request(union, title="Open")
    page = client.get(reverse("unions:organisation-detail", args=[union.slug])).content.decode()
    assert "What it asks for" in page
    assert "Open" in page


def test_five_requests_cost_as_many_queries_as_one() -> None:
    union = factories.make_organisation()
    factories.make_request(union, language="bn")
    titles(AnonymousUser(), union)
    one = queries_of(lambda: titles(AnonymousUser(), union))
    for _ in range(4):
        factories.make_request(union, language="bn")
    assert queries_of(lambda: titles(AnonymousUser(), union)) == one
