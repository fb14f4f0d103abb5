"""Exchanges, offers and visits of the world: one of each at every level."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from exchanges.actions import exchanges, host_offers, itinerary_items, participants, reports
from exchanges.choices import ExchangeState, VisitState
from exchanges.choices import Visibility as ExchangeVisibility
from exchanges.models import Exchange, Participant, Visit
from unions.models import Organisation, User


def add(
    *, asker: Organisation, asked: Organisation, staff: User, host: User, member: User, is_public: bool
) -> dict[str, str]:
    """Make an open exchange with an offer, and a visit under way with all that hangs on it; return their ids."""
    now = timezone.now()
    visibility = ExchangeVisibility.PUBLIC if is_public else ExchangeVisibility.NETWORK
    posted = [_posted(asker, staff, visibility) for _each in range(2)]
    offers = [_offer(exchange, asked, host) for exchange in posted]
    visit = host_offers.accept(offer=offers[1], by=staff, at=now)
    seat = participants.add_member(
        visit=visit, organisation=asker, role="worker", handle=member.handle, by=staff, at=now
    )
    free = participants.add(visit=visit, organisation=asker, role="worker", by=staff, at=now)
    item = itinerary_items.add(
        visit=visit, by=host, at=now, kind="meeting", starts_at=now, ends_at=now + timedelta(hours=1), language="en"
    )
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.UNDER_WAY, guest_confirmed_at=now, host_confirmed_at=now)
    promise = reports.commit(
        visit=visit, organisation=asker, text="A speaker", language="en", due_days=30, by=staff, at=now
    )
    return {
        "exchange": posted[0].public_id,
        "offer": offers[0].public_id,
        "visit": visit.public_id,
        "seat": seat.public_id,
        "free_seat": free.public_id,
        "item": item.public_id,
        "promise": promise.public_id,
    }


def hide(public_id: str) -> None:
    """Turn an exchange back into a draft."""
    Exchange.objects.filter(public_id=public_id).update(state=ExchangeState.DRAFT, published_at=None)


def seat_link(public_id: str, staff: User) -> str:
    """Return the token of a link to this free seat."""
    seat = Participant.objects.get(public_id=public_id)
    return participants.make_link(participant=seat, by=staff, at=timezone.now()).token


def _posted(union: Organisation, staff: User, visibility: str) -> Exchange:
    today = timezone.localdate()
    days = {"from_on": today, "until_on": today + timedelta(days=6), "deadline_on": today + timedelta(days=3)}
    said: dict[str, Any] = {"language": "en", "title": "Looking for a host", "why": "To learn.", "languages": ["en"]}
    exchange = exchanges.start(organisation=union, by=staff, at=timezone.now(), visibility=visibility, **days, **said)
    return exchanges.publish(exchange=exchange, by=staff, at=timezone.now())


def _offer(exchange: Exchange, union: Organisation, staff: User) -> Any:
    days = {"from_on": exchange.from_on, "until_on": exchange.until_on}
    words: dict[str, Any] = {"languages": ["en"], "language": "en", "capacity": 4}
    return host_offers.make(exchange=exchange, organisation=union, by=staff, at=timezone.now(), **days, **words)
