"""The exchanges of a union on its page."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from exchanges.choices import Visibility
from exchanges.panels import exchanges_of_organisation
from tests.exchanges import meeting
from tests.queries import queries_of
from unions.models import Organisation

pytestmark = pytest.mark.usefixtures("at_now")


def titles(reader: Any, organisation: Organisation) -> list[str]:
    """Return what the panel shows to this reader."""
    panel = exchanges_of_organisation(reader, organisation)
    return [card["title"] for card in panel.context["cards"]] if panel else []


def test_it_shows_what_is_open_and_then_past_visits_as_host_or_guest() -> None:
    visit = meeting.reported(visibility=Visibility.PUBLIC, title="Came and went")
    meeting.posted(visit.guest, visibility=Visibility.PUBLIC, title="Looks again")
    meeting.posted(visibility=Visibility.PUBLIC, title="Of others")
    assert titles(AnonymousUser(), visit.guest) == ["Looks again", "Came and went"]
    assert titles(AnonymousUser(), visit.host) == ["Came and went"]


def test_a_stranger_sees_nothing_of_the_network() -> None:
    visit = meeting.reported()
    meeting.posted(visit.guest)
    assert titles(AnonymousUser(), visit.guest) == []
    assert len(titles(meeting.staff_of(visit.host), visit.guest)) == 2


def test_it_stands_on_the_page_of_the_union_and_costs_the_same_for_five(client: Client) -> None:
    union = meeting.union()
    url = reverse("unions:organisation-detail", args=[union.slug])
    meeting.posted(union, visibility=Visibility.PUBLIC, title="The first")
    assert "The first" in client.get(url).content.decode()
    one = queries_of(lambda: client.get(url))
    for _more in range(4):
        meeting.posted(union, visibility=Visibility.PUBLIC)
    assert queries_of(lambda: client.get(url)) == one
