"""What happens to an offer: made, taken back, accepted, declined with thanks."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ExchangeState, OfferState
from exchanges.models import Exchange, HostOffer, Visit
from unions.announcements import announce, announce_each
from unions.audit import record, record_each
from unions.models import Organisation, User
from unions.querysets.organisation import MEMBER_STATES
from unions.validators import Refused, check_fields, is_plausible

WORDS = ("place", "languages", "accommodation", "activities", "limits", "words", "language")


class NotOpen(Refused):
    """The exchange takes no offers, or not from this union."""


class AlreadyOffered(Refused):
    """The union has a standing offer there."""


class WrongDays(Refused):
    """The days do not follow each other, or are over."""


class IllegalMove(Refused):
    """The offer has been decided or taken back."""


@transaction.atomic
def make(
    *, exchange: Exchange, organisation: Organisation, by: User, at: datetime, from_on: Any, until_on: Any,
    capacity: int, **words: Any,
) -> HostOffer:  # fmt: skip
    """Offer to host, or to come where a host is found; the union that posted it is told.

    Raises NotOpen, AlreadyOffered, WrongDays or, for a word that is not right, Refused.
    """
    found = _locked(exchange)
    if found.state != ExchangeState.OPEN or organisation.pk == found.organisation_id:
        raise NotOpen(_("This exchange takes no offers of yours now."))
    if HostOffer.objects.standing().filter(exchange=found, organisation=organisation).exists():
        raise AlreadyOffered(_("Your union has made an offer here already."))
    if until_on < from_on:
        raise WrongDays(_("The last day comes before the first."), field="until_on")
    if from_on < at.date():
        raise WrongDays(_("The first day has passed."), field="from_on")
    if not is_plausible(until_on):
        raise WrongDays(_("This day lies too far away."), field="until_on")
    offer = HostOffer(exchange=found, organisation=organisation, made_by=by, made_at=at, from_on=from_on)
    offer.until_on, offer.capacity = until_on, capacity
    for name in WORDS:
        if name in words:
            setattr(offer, name, words[name])
    check_fields(offer, ["capacity", *(name for name in WORDS if words.get(name))])
    offer.save()
    record("offer_made", offer, by=by, at=at, to_state=offer.state)
    announce("host_offered", offer, by=by, at=at)
    return offer


@transaction.atomic
def withdraw(*, offer: HostOffer, by: User, at: datetime) -> HostOffer:
    """Take an offer back before it is decided. Raises IllegalMove."""
    _locked(offer.exchange)
    found = _waiting(offer)
    _decide(found, OfferState.WITHDRAWN, "offer_withdrawn", by=by, at=at)
    return found


@transaction.atomic
def accept(*, offer: HostOffer, by: User, at: datetime) -> Visit:
    """Agree on one offer: a visit is planned, all others are declined with thanks, everybody is told.

    Raises IllegalMove if it was taken back or another was accepted, or its union is no longer admitted.
    """
    exchange = _locked(offer.exchange)
    if exchange.state != ExchangeState.OPEN:
        raise IllegalMove(_("This exchange takes no offers any more."))
    found = _waiting(offer)
    if found.organisation.state not in MEMBER_STATES:
        raise IllegalMove(_("This union is not in the network now."))
    _decide(found, OfferState.ACCEPTED, "offer_accepted", by=by, at=at)
    exchange.state, exchange.changed_at = ExchangeState.MATCHED, at
    exchange.save(update_fields=["state", "changed_at"])
    record("exchange_matched", exchange, by=by, at=at, from_state=ExchangeState.OPEN, to_state=exchange.state)
    announce("offer_decided", found, by=by, at=at)
    decline_rest(exchange=exchange, by=by, at=at)
    return _plan_visit(exchange, found, by, at)


def decline_rest(*, exchange: Exchange, by: User | None, at: datetime) -> int:
    """Decline what still waits, with thanks, and tell who made it; the caller holds the exchange."""
    waiting = list(HostOffer.objects.filter(exchange=exchange, state=OfferState.OFFERED).order_by("pk"))
    keys = [offer.pk for offer in waiting]
    HostOffer.objects.filter(pk__in=keys).update(state=OfferState.DECLINED, decided_at=at)
    states = [offer.state for offer in waiting]
    record_each("offer_declined", waiting, by=by, at=at, from_states=states, to_state=OfferState.DECLINED)
    announce_each("offer_decided", waiting, by=by, at=at)
    return len(waiting)


def _plan_visit(exchange: Exchange, offer: HostOffer, by: User, at: datetime) -> Visit:
    posted, other = exchange.organisation, offer.organisation
    guest, host = (posted, other) if exchange.posted_by_guest else (other, posted)
    visit = Visit.objects.create(
        exchange=exchange,
        offer=offer,
        host=host,
        guest=guest,
        from_on=offer.from_on,
        until_on=offer.until_on,
        mode=exchange.mode,
        place=offer.place or exchange.town,
        time_zone=by.time_zone,
        made_at=at,
        changed_at=at,
    )
    record("visit_planned", visit, by=by, at=at, to_state=visit.state)
    return visit


def _decide(offer: HostOffer, state: str, action: str, *, by: User, at: datetime) -> None:
    before, offer.state, offer.decided_at = offer.state, state, at
    offer.save(update_fields=["state", "decided_at"])
    record(action, offer, by=by, at=at, from_state=before, to_state=state)


def _waiting(offer: HostOffer) -> HostOffer:
    found: HostOffer = HostOffer.objects.select_related("organisation").get(pk=offer.pk)
    if found.state != OfferState.OFFERED:
        raise IllegalMove(_("This offer was taken back or decided already."))
    return found


def _locked(exchange: Exchange) -> Exchange:
    """Hold the exchange: of two answers at the same moment one comes first."""
    rows = Exchange.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    found: Exchange = rows.get(pk=exchange.pk)
    return found
