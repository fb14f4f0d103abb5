"""What happens to an exchange, from the draft to the day it ends."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.actions import host_offers
from exchanges.choices import Direction, ExchangeState
from exchanges.models import Exchange
from unions.announcements import announce
from unions.audit import record
from unions.models import Organisation, User
from unions.permissions import may_call_others
from unions.validators import NotYet, Refused, check_fields, is_plausible

ANSWERS = (
    "direction", "language", "title", "why", "from_on", "until_on", "flexibility", "languages", "countries", "town",
    "sector", "employer", "people", "mode", "access_needs", "visibility", "deadline_on",
)  # fmt: skip
NEEDED = ("title", "why", "from_on", "until_on", "deadline_on", "languages")
NEEDS_A_COUNTRY = (Direction.WE_ARE_COMING, Direction.OFFERS_TO_HOST)


class NotWhole(Refused):
    """An answer is missing that everybody needs to know."""


class WrongDays(Refused):
    """The days do not follow each other, or are over."""


class IllegalMove(Refused):
    """An exchange in this state cannot do that."""


@transaction.atomic
def start(*, organisation: Organisation, by: User, at: datetime, **answers: Any) -> Exchange:
    """Begin a draft with the answers that there are; nothing in it has to be whole. Raises Refused, WrongDays."""
    exchange = Exchange(organisation=organisation, made_by=by, made_at=at, changed_at=at)
    _fill(exchange, answers)
    exchange.save()
    record("exchange_started", exchange, by=by, at=at, to_state=exchange.state)
    return exchange


@transaction.atomic
def change(*, exchange: Exchange, by: User, at: datetime, **answers: Any) -> Exchange:
    """Change what a draft or an open exchange says; an open one stays whole, and keeps who it is for.

    Raises IllegalMove, NotWhole, WrongDays.
    """
    found = _locked(exchange)
    _refuse_unless(found.state in {ExchangeState.DRAFT, ExchangeState.OPEN}, _("This can no longer be changed."))
    if found.state == ExchangeState.OPEN:
        answers = {name: value for name, value in answers.items() if name not in {"direction", "visibility"}}
    _fill(found, answers)
    if found.state == ExchangeState.OPEN:
        _check_whole(found, at)
    found.changed_at = at
    found.save()
    record("exchange_changed", found, by=by, at=at, from_state=found.state, to_state=found.state)
    return found


@transaction.atomic
def publish(*, exchange: Exchange, by: User, at: datetime) -> Exchange:
    """Post a draft: unions with a tie and those who follow it are told.

    Raises IllegalMove, NotYet, NotWhole, WrongDays.
    """
    found = _locked(exchange)
    _refuse_unless(found.state == ExchangeState.DRAFT, _("This was posted already."))
    if not may_call_others(by, [found.organisation_id]):
        raise NotYet
    _check_whole(found, at)
    found.state, found.published_at, found.changed_at = ExchangeState.OPEN, at, at
    found.save(update_fields=["state", "published_at", "changed_at"])
    record("exchange_published", found, by=by, at=at, from_state=ExchangeState.DRAFT, to_state=found.state)
    announce("exchange_call", found, by=by, at=at)
    return found


@transaction.atomic
def discard(*, exchange: Exchange, by: User, at: datetime) -> None:
    """Throw a draft away. Raises IllegalMove."""
    found = _locked(exchange)
    _refuse_unless(found.state == ExchangeState.DRAFT, _("This was posted already: withdraw it."))
    record("exchange_discarded", found, by=by, at=at, from_state=found.state)
    found.delete()


@transaction.atomic
def withdraw(*, exchange: Exchange, by: User, at: datetime) -> Exchange:
    """Take an open exchange back; who answered is thanked and told. Raises IllegalMove."""
    found = _locked(exchange)
    _refuse_unless(found.state == ExchangeState.OPEN, _("Only what is open can be withdrawn."))
    return _end(found, ExchangeState.WITHDRAWN, "exchange_withdrawn", by=by, at=at)


@transaction.atomic
def expire(*, exchange: Exchange, at: datetime, by: User | None = None) -> Exchange:
    """End an open exchange past its deadline; who answered is told. Raises IllegalMove if it is not due."""
    found = _locked(exchange)
    _refuse_unless(Exchange.objects.to_expire(at).filter(pk=found.pk).exists(), _("This is still open."))
    return _end(found, ExchangeState.EXPIRED, "exchange_expired", by=by, at=at)


def _end(exchange: Exchange, state: str, action: str, *, by: User | None, at: datetime) -> Exchange:
    before, exchange.state, exchange.ended_at, exchange.changed_at = exchange.state, state, at, at
    exchange.save(update_fields=["state", "ended_at", "changed_at"])
    record(action, exchange, by=by, at=at, from_state=before, to_state=state)
    host_offers.decline_rest(exchange=exchange, by=by, at=at)
    return exchange


def _fill(exchange: Exchange, answers: dict[str, Any]) -> None:
    unknown = set(answers) - set(ANSWERS)
    if unknown:
        raise TypeError(f"An exchange has no {sorted(unknown)}.")
    for name, value in answers.items():
        setattr(exchange, name, value)
    check_fields(exchange, [name for name in answers if not _is_missing(getattr(exchange, name))])
    for name in ("from_on", "until_on", "deadline_on"):
        day = getattr(exchange, name)
        if day and not is_plausible(day):
            raise WrongDays(_("This day lies too far away."), field=name)
    first, last = exchange.from_on, exchange.until_on
    if first and last and last < first:
        raise WrongDays(_("The last day comes before the first."), field="until_on")


def _check_whole(exchange: Exchange, at: datetime) -> None:
    needed = [*NEEDED, *(["countries"] if exchange.direction in NEEDS_A_COUNTRY else [])]
    for name in needed:
        if _is_missing(getattr(exchange, name)):
            raise NotWhole(_("This is needed before it can be posted."), field=name)
    if exchange.from_on and exchange.from_on < at.date():
        raise WrongDays(_("The first day has passed."), field="from_on")
    deadline, last = exchange.deadline_on, exchange.until_on
    if deadline and last and not at.date() <= deadline <= last:
        raise WrongDays(_("Choose a day from today to your last day."), field="deadline_on")


def _is_missing(value: Any) -> bool:
    return value is None or value in ("", [])


def _locked(exchange: Exchange) -> Exchange:
    found: Exchange = Exchange.objects.select_for_update(no_key=True).get(pk=exchange.pk)
    return found


def _refuse_unless(may: bool, words: Any) -> None:
    if not may:
        raise IllegalMove(words)
