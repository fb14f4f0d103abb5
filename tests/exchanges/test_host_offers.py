"""Offering, agreeing on one, thanking the others."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from exchanges.actions import host_offers
from exchanges.choices import Direction, ExchangeState, OfferState, VisitState
from exchanges.models import HostOffer, Visit
from tests.exchanges import meeting
from tests.factories import NOW, TODAY
from unions.choices import OrganisationState
from unions.models import Announcement
from unions.validators import Refused


def accept(offer: HostOffer) -> Visit:
    """Let the union that posted the exchange accept."""
    return host_offers.accept(offer=offer, by=meeting.staff_of(offer.exchange.organisation), at=NOW)


def test_an_offer_is_told_to_the_union_that_posted_the_exchange() -> None:
    offer = meeting.offer(meeting.posted())
    assert (offer.state, offer.decided_at) == (OfferState.OFFERED, None)
    assert Announcement.objects.get(kind="host_offered").object_id == offer.pk


def test_a_union_does_not_answer_itself_and_answers_once() -> None:
    exchange = meeting.posted()
    with pytest.raises(host_offers.NotOpen):
        meeting.offer(exchange, exchange.organisation)
    union = meeting.union()
    meeting.offer(exchange, union)
    with pytest.raises(host_offers.AlreadyOffered):
        meeting.offer(exchange, union)


def test_a_draft_takes_no_offers() -> None:
    with pytest.raises(host_offers.NotOpen):
        meeting.offer(meeting.draft())


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"until_on": meeting.FIRST - timedelta(days=1)}, "until_on"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
    ],
)
def test_wrong_days_are_refused(days: dict[str, Any], field: str) -> None:
    with pytest.raises(host_offers.WrongDays) as refused:
        meeting.offer(meeting.posted(), **days)
    assert refused.value.field == field


def test_a_word_that_is_too_long_is_refused() -> None:
    with pytest.raises(Refused):
        meeting.offer(meeting.posted(), words="x" * 601)


def test_accepting_one_plans_a_visit_and_thanks_all_others() -> None:
    exchange = meeting.posted()
    chosen, other = meeting.offer(exchange, place="Ciudad Juárez"), meeting.offer(exchange)
    visit = accept(chosen)
    for row in (chosen, other, exchange):
        row.refresh_from_db()
    assert (chosen.state, other.state) == (OfferState.ACCEPTED, OfferState.DECLINED)
    assert exchange.state == ExchangeState.MATCHED
    assert (visit.guest, visit.host) == (exchange.organisation, chosen.organisation)
    assert (visit.state, visit.place, visit.from_on) == (VisitState.PLANNED, "Ciudad Juárez", chosen.from_on)
    told = Announcement.objects.filter(kind="offer_decided").values_list("object_id", flat=True)
    assert set(told) == {chosen.pk, other.pk}


def test_who_offers_to_host_is_the_host_and_who_answers_comes() -> None:
    exchange = meeting.posted(direction=Direction.OFFERS_TO_HOST)
    visit = accept(meeting.offer(exchange))
    assert (visit.host, visit.guest) == (exchange.organisation, visit.offer.organisation)


def test_only_one_is_accepted() -> None:
    exchange = meeting.posted()
    first, second = meeting.offer(exchange), meeting.offer(exchange)
    accept(first)
    with pytest.raises(host_offers.IllegalMove):
        accept(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        HostOffer.objects.filter(pk=second.pk).update(state=OfferState.ACCEPTED)


def test_what_was_taken_back_is_not_accepted_and_may_be_made_anew() -> None:
    exchange = meeting.posted()
    offer = meeting.offer(exchange)
    by = meeting.staff_of(offer.organisation)
    host_offers.withdraw(offer=offer, by=by, at=NOW)
    with pytest.raises(host_offers.IllegalMove):
        accept(offer)
    with pytest.raises(host_offers.IllegalMove):
        host_offers.withdraw(offer=offer, by=by, at=NOW)
    assert meeting.offer(exchange, offer.organisation).state == OfferState.OFFERED


def test_a_union_outside_the_network_is_not_accepted() -> None:
    offer = meeting.offer(meeting.posted())
    offer.organisation.state = OrganisationState.SUSPENDED
    offer.organisation.save()
    with pytest.raises(host_offers.IllegalMove):
        accept(offer)


@pytest.mark.parametrize(
    "broken",
    [{"capacity": 0}, {"until_on": meeting.FIRST - timedelta(days=1)}, {"decided_at": NOW}, {"state": "declined"}],
    ids=str,
)
def test_the_database_keeps_an_offer_whole(broken: dict[str, Any]) -> None:
    offer = meeting.offer(meeting.posted())
    with pytest.raises(IntegrityError), transaction.atomic():
        HostOffer.objects.filter(pk=offer.pk).update(**broken)


def test_only_the_two_unions_see_an_offer() -> None:
    offer = meeting.offer(meeting.posted())
    two = [meeting.staff_of(offer.organisation), meeting.staff_of(offer.exchange.organisation)]
    assert all(HostOffer.objects.visible_to(user).exists() for user in two)
    assert not HostOffer.objects.visible_to(meeting.staff_of(meeting.union())).exists()
    assert not HostOffer.objects.received_by(two[0]).exists()
    assert not HostOffer.objects.editable_by(two[1]).exists()
