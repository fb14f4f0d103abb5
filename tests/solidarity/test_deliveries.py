"""Help that arrives: delivered in whole or in parts, confirmed, counted, and kept when the rest is let go."""

from typing import Any

import pytest

from solidarity.actions import pledges
from solidarity.choices import PledgeState
from solidarity.models import Delivery, Need, Pledge
from tests import factories
from tests.solidarity.pledging import LATER, delivered, heavy_need, make_pledge
from unions.models import Announcement, AuditEvent


def test_a_light_kind_goes_from_pledged_to_delivered_in_one_tap() -> None:
    pledge = make_pledge()
    delivered = pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER)
    assert delivered.state == PledgeState.DELIVERED
    assert Delivery.objects.get(pledge=pledge).quantity == 2


def test_other_kinds_are_under_way_first() -> None:
    pledge = make_pledge(heavy_need())
    with pytest.raises(pledges.IllegalMove):
        pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER)
    pledges.mark_under_way(pledge=pledge, by=pledge.user, at=LATER)
    assert pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER).state == PledgeState.DELIVERED


def test_a_part_delivered_leaves_the_rest_under_way() -> None:
    pledge = make_pledge(quantity=5)
    partly = pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER, quantity=2, note="First batch")
    assert partly.state == PledgeState.UNDER_WAY
    assert pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER).state == PledgeState.DELIVERED
    assert list(Delivery.objects.order_by("pk").values_list("quantity", flat=True)) == [2, 3]


@pytest.mark.parametrize("quantity", [0, 3])
def test_no_more_is_delivered_than_was_promised(quantity: int) -> None:
    pledge = make_pledge()
    with pytest.raises(pledges.WrongAmount):
        pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER, quantity=quantity)


def test_the_asker_confirms_many_at_once_and_all_are_told() -> None:
    request = factories.make_request()
    sent = [delivered(request.needs.get(), 1) for _ in range(3)]
    arrivals = {each.pk: 1 for each in sent}
    by = factories.make_user()
    assert pledges.confirm_received(solidarity_request=request, arrivals=arrivals, by=by, at=LATER) == 3
    assert Pledge.objects.filter(state=PledgeState.CONFIRMED).count() == 3
    assert Announcement.objects.filter(kind="pledge_arrived").count() == 3
    assert AuditEvent.objects.filter(action="pledge_confirmed", actor=by).count() == 3


def test_when_fewer_arrived_the_rest_can_be_promised_by_others() -> None:
    request = factories.make_request()
    need = request.needs.get()
    sent = delivered(need, 5)
    pledges.confirm_received(solidarity_request=request, arrivals={sent.pk: 3}, by=factories.make_user(), at=LATER)
    counted = Need.objects.with_progress().get(pk=need.pk)
    assert (counted.arrived, counted.under_way, counted.taken) == (3, 0, 3)


def test_no_more_arrives_than_was_sent() -> None:
    request = factories.make_request()
    sent = delivered(request.needs.get(), 2)
    with pytest.raises(pledges.WrongAmount):
        pledges.confirm_received(solidarity_request=request, arrivals={sent.pk: 3}, by=factories.make_user(), at=LATER)


def test_deliveries_of_other_requests_and_confirmed_ones_are_passed_over() -> None:
    request, other = factories.make_request(), factories.make_request()
    arrivals = {delivered(request.needs.get(), 1).pk: 1, delivered(other.needs.get(), 1).pk: 1}
    confirm: dict[str, Any] = {
        "solidarity_request": request,
        "arrivals": arrivals,
        "by": factories.make_user(),
        "at": LATER,
    }
    assert pledges.confirm_received(**confirm) == 1
    assert pledges.confirm_received(**confirm) == 0


def test_a_pledge_that_arrives_in_parts_is_news_twice() -> None:
    request = factories.make_request()
    pledge = make_pledge(request.needs.get(), quantity=4)
    for _ in range(2):
        pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER, quantity=2)
        arrivals = {pledge.deliveries.to_confirm().get().pk: 2}
        pledges.confirm_received(solidarity_request=request, arrivals=arrivals, by=factories.make_user(), at=LATER)
    assert Announcement.objects.filter(kind="pledge_arrived", object_id=pledge.pk).count() == 2
    assert Pledge.objects.get().state == PledgeState.CONFIRMED


def test_the_three_numbers_do_not_overlap() -> None:
    request = factories.make_request()
    need = request.needs.get()
    make_pledge(need, quantity=3)
    under_way = make_pledge(need, quantity=4)
    pledges.mark_delivered(pledge=under_way, by=under_way.user, at=LATER, quantity=1)
    pledges.confirm_received(
        solidarity_request=request, arrivals={Delivery.objects.get().pk: 1}, by=under_way.user, at=LATER
    )
    counted = Need.objects.with_progress().get(pk=need.pk)
    assert (counted.promised, counted.under_way, counted.arrived, counted.taken) == (3, 3, 1, 7)


def test_a_request_that_ends_releases_what_is_open_and_keeps_what_was_delivered() -> None:
    request = factories.make_request()
    need = request.needs.get()
    waiting, partly, done = make_pledge(need), make_pledge(need, quantity=3), make_pledge(need, quantity=1)
    pledges.mark_delivered(pledge=partly, by=partly.user, at=LATER, quantity=1)
    pledges.mark_delivered(pledge=done, by=done.user, at=LATER)
    assert pledges.release(solidarity_request=request, by=None, at=LATER) == 2
    states = dict(Pledge.objects.values_list("pk", "state"))
    assert (states[waiting.pk], states[partly.pk], states[done.pk]) == ("released", "delivered", "delivered")
    assert Need.objects.get(pk=need.pk).taken == 2


def test_a_rest_withdrawn_after_the_part_was_confirmed_leaves_what_arrived() -> None:
    request = factories.make_request()
    pledge = make_pledge(request.needs.get(), quantity=5)
    pledges.mark_delivered(pledge=pledge, by=pledge.user, at=LATER, quantity=3)
    arrivals = {Delivery.objects.get().pk: 2}
    pledges.confirm_received(solidarity_request=request, arrivals=arrivals, by=factories.make_user(), at=LATER)
    kept = pledges.withdraw(pledge=pledge, by=pledge.user, at=LATER)
    assert (kept.state, kept.quantity, Need.objects.get().taken) == (PledgeState.CONFIRMED, 3, 2)


def test_a_confirmed_pledge_that_is_raised_takes_only_what_is_missing() -> None:
    request = factories.make_request()
    sent = delivered(request.needs.get(), 3)
    pledges.confirm_received(solidarity_request=request, arrivals={sent.pk: 2}, by=factories.make_user(), at=LATER)
    raised = make_pledge(sent.pledge.need, by=sent.pledge.user, quantity=5)
    assert (raised.state, Need.objects.get().taken) == (PledgeState.UNDER_WAY, 5)
