"""Who helps whom: countries and numbers that betray nobody."""

from typing import Any

import pytest

from solidarity.actions import pledges
from solidarity.choices import RequestState, ShownAs, Visibility
from solidarity.models import Delivery, Need, Pledge
from solidarity.queries.flows import Flow, flows
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.solidarity.pledging import delivered, make_pledge


def need_in(country: str, **fields: Any) -> Need:
    """A need of a hundred letters in this country."""
    solidarity_request = factories.make_request(country=country, **fields)
    solidarity_request.needs.update(quantity=100)
    return solidarity_request.needs.get()


def promise(need: Need, times: int, country: str = "DE", **options: Any) -> None:
    """So many people of a country promise a letter each."""
    for _ in range(times):
        make_pledge(need, quantity=1, country=country, **options)


def test_promises_and_arrivals_are_counted_by_country() -> None:
    need = need_in("BD")
    promise(need, 6)
    for _ in range(5):
        delivered(need, 1)
    Pledge.objects.update(country="DE")
    arrivals = dict.fromkeys(Delivery.objects.values_list("pk", flat=True), 1)
    asker = factories.make_staff(need.solidarity_request.organisation)
    pledges.confirm_received(solidarity_request=need.solidarity_request, arrivals=arrivals, by=asker, at=NOW)
    assert flows() == [Flow("DE", "BD", arrived=5, promised=6)]


def test_fewer_than_five_are_not_counted_out() -> None:
    promise(need_in("BD"), 4)
    assert flows() == [Flow("DE", "BD", arrived=None, promised=None)]


def test_the_order_says_no_more_than_the_numbers() -> None:
    promise(need_in("BD"), 1, "AT")
    promise(need_in("BD"), 4, "DE")
    promise(need_in("BD"), 5, "FR")
    assert [flow.helping for flow in flows()] == ["FR", "AT", "DE"]


@pytest.mark.parametrize(
    "fields",
    [
        {"visibility": Visibility.NETWORK},
        {"visibility": Visibility.NAMED_ORGANISATIONS},
        {"visibility": Visibility.BEHIND_THE_SCENES},
    ],
    ids=str,
)
def test_requests_above_public_count_for_nobody(fields: dict[str, Any]) -> None:
    promise(need_in("BD", **fields), 6)
    assert flows() == []


def test_what_was_taken_down_counts_no_more() -> None:
    need = need_in("BD")
    promise(need, 6)
    type(need.solidarity_request).objects.update(state=RequestState.TAKEN_DOWN)
    assert flows() == []


def test_who_shows_nothing_of_themselves_is_not_counted_under_a_country() -> None:
    promise(need_in("BD"), 6, shown_as=ShownAs.NOBODY)
    assert flows() == []


def test_help_at_home_crosses_no_border() -> None:
    promise(need_in("DE"), 6)
    assert flows() == []


def test_offers_that_wait_to_be_accepted_do_not_count_yet() -> None:
    need = need_in("BD")
    need.needs_acceptance = True
    need.save()
    promise(need, 6)
    assert flows() == []


def test_withdrawn_help_is_gone() -> None:
    need = need_in("BD")
    promise(need, 5)
    for pledge in need.pledges.all():
        pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW)
    assert flows() == []


def test_five_countries_cost_no_more_queries_than_one() -> None:
    promise(need_in("BD"), 1)
    one = queries_of(flows)
    for country in ("AT", "FR", "IT", "ES"):
        promise(need_in("TN"), 1, country)
    assert queries_of(flows) == one
