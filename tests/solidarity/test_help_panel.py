"""Which help a union gave and received, on its page."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from solidarity.actions import pledges
from solidarity.choices import ShownAs, Visibility
from solidarity.models import Need
from solidarity.panels import help_of_organisation, requests_in_directory
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity.pledging import LATER, make_pledge
from unions.forms.directory import Choice
from unions.models import Organisation

pytestmark = pytest.mark.usefixtures("at_now")


def arrive(
    need: Need, by_union: Organisation | None = None, shown_as: str = ShownAs.UNION, *, arrived: int = 1
) -> None:
    """Let help of a union, or of a person, arrive."""
    by = factories.make_staff(by_union) if by_union else factories.make_user()
    more = {"organisation": by_union, "shown_as": shown_as} if by_union else {}
    pledge = make_pledge(need, by=by, quantity=1, **more)
    pledges.mark_delivered(pledge=pledge, by=by, at=LATER)
    pledge.deliveries.update(arrived=arrived, confirmed_at=NOW)


def need_of(union: Organisation | None = None, kind: str = "protest_letter", **fields: Any) -> Need:
    """A need of a request that everyone may read."""
    made = factories.make_request(union, **fields)
    return factories.make_need(made, kind=factories.make_need_kind(kind), quantity=50)


def shown(union: Organisation, reader: Any = None) -> dict[str, list[tuple[str, int | None]]]:
    """What the panel shows: given and received, as kind and times."""
    panel = help_of_organisation(reader or AnonymousUser(), union)
    context = panel.context if panel else {"given": [], "received": []}
    return {name: [(row["kind"], row["times"]) for row in rows] for name, rows in context.items()}


def test_help_that_arrived_counts_for_who_gave_and_who_received() -> None:
    giver, asker = factories.make_organisation(), factories.make_organisation()
    arrive(need_of(asker), giver)
    assert shown(giver) == {"given": [("Protest letter", None)], "received": []}
    assert shown(asker) == {"given": [], "received": [("Protest letter", None)]}


def test_five_times_are_counted_out_and_fewer_are_not() -> None:
    giver = factories.make_organisation()
    for _ in range(5):
        arrive(need_of(), giver)
    arrive(need_of(kind="translation"), giver)
    assert shown(giver)["given"] == [("Protest letter", 5), ("Translation", None)]


def test_help_that_was_promised_or_did_not_arrive_counts_for_nothing() -> None:
    giver = factories.make_organisation()
    arrive(need_of(), giver, arrived=0)
    make_pledge(need_of(), by=factories.make_staff(giver), organisation=giver, shown_as=ShownAs.UNION)
    assert shown(giver)["given"] == []


@pytest.mark.parametrize("shown_as", [ShownAs.NOBODY, ShownAs.COUNTRY])
def test_who_did_not_want_to_be_named_is_not(shown_as: str) -> None:
    giver = factories.make_organisation()
    arrive(need_of(), giver, shown_as)
    assert shown(giver)["given"] == []


@pytest.mark.parametrize("level", [v for v in Visibility if v != Visibility.PUBLIC])
def test_help_to_what_the_reader_may_not_see_is_not_betrayed(level: str) -> None:
    giver, asker = factories.make_organisation(), factories.make_organisation()
    need = need_of(asker)
    arrive(need, giver)
    type(need.solidarity_request).objects.update(visibility=level)
    assert shown(giver)["given"] == shown(asker)["received"] == []


def test_members_of_the_network_see_the_help_of_the_network() -> None:
    giver = factories.make_organisation()
    need = need_of()
    arrive(need, giver)
    type(need.solidarity_request).objects.update(visibility=Visibility.NETWORK)
    assert shown(giver, factories.make_member(factories.make_organisation()))["given"]


def test_the_page_of_the_union_shows_it(client: Client) -> None:
    giver = factories.make_organisation()
    arrive(need_of(), giver)
    html = client.get(f"/en/unions/{giver.slug}/").content.decode()
    assert "What it gave to others" in html and "fewer than five times" in html


def test_five_kinds_cost_as_many_queries_as_one() -> None:
    giver = factories.make_organisation()
    arrive(need_of(), giver)
    one = queries_of(lambda: shown(giver))
    for kind in ("translation", "legal_aid", "picket", "hosting"):
        arrive(need_of(kind=kind), giver)
    assert queries_of(lambda: shown(giver)) == one


@pytest.mark.parametrize("chosen", [{"country": "BD"}, {"language": "bn"}, {"country": "BD", "language": "bn"}])
def test_the_directory_leads_to_requests_that_match(chosen: dict[str, str]) -> None:
    factories.make_request(language="bn")
    panel = requests_in_directory(AnonymousUser(), Choice(**chosen))
    assert panel is not None
    assert panel.context["url"].endswith("&".join(f"{name}={value}" for name, value in chosen.items()))


def test_the_directory_leads_nowhere_where_nobody_asks_openly() -> None:
    factories.make_request(visibility=Visibility.NETWORK)
    for choice in (Choice(), Choice(country="BD"), Choice(sector="transport")):
        assert requests_in_directory(AnonymousUser(), choice) is None
