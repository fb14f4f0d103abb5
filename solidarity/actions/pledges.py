"""What happens to a pledge, from the promise to the help that arrived.

Each act refuses an illegal move with `Refused`, keeps `Need.taken` right, and writes the trail.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from solidarity.actions import places
from solidarity.actions.places import NoPlaceLeft, NotOpen
from solidarity.choices import (
    HOLDING_PLEDGE_STATES,
    OPEN_PLEDGE_STATES,
    PledgeState,
    RefusalReason,
    RequestState,
    ShownAs,
)
from solidarity.models import Delivery, Need, Pledge, SolidarityRequest
from solidarity.querysets.need import MOST_OF_A_NEED
from unions.announcements import announce, announce_each
from unions.audit import record, record_each
from unions.choices import WhoMay
from unions.models import Organisation, Recipient, User
from unions.validators import Refused, check_fields

__all__ = ["NoPlaceLeft", "NotOpen"]

HOLD = timedelta(hours=72)
Actor = User | Recipient


class WrongPledger(Refused):
    """The need is for people or for organisations, and this is the other."""


class TooLate(Refused):
    """The need's date has passed, or the help would come after it."""


class MandateMissing(Refused):
    """An organisation promises money or industrial action without saying who decided it."""


class IllegalMove(Refused):
    """A pledge in this state cannot do that."""


class WrongAmount(Refused):
    """Less than one, more than was promised, or more than was asked; an organisation may give more than that."""


@transaction.atomic
def make(
    *,
    need: Need,
    quantity: int,
    by: Actor,
    at: datetime,
    organisation: Organisation | None = None,
    expected_on: date | None = None,
    message: str = "",
    language: str = "",
    shown_as: str | None = None,
    country: str = "",
    contact_ok: bool = False,
    mandate_reference: str = "",
) -> Pledge:
    """Promise part of a need: as a person, or for an organisation. A ceiling never oversells.

    One pledge per need and pledger: a second call returns the first pledge, and raises it if it asks for more.
    Raises NotOpen, TooLate, WrongPledger, WrongAmount, MandateMissing or NoPlaceLeft.
    """
    _check_request(need.solidarity_request, by, organisation, at)
    _check_pledge(need, quantity, organisation, expected_on or need.wanted_by, at)
    _check_mandate(need, organisation, mandate_reference)
    person = by if isinstance(by, User) else None
    pledger = {"user": None if organisation else person, "organisation": organisation}
    words = {"message": message.strip(), "language": language, "mandate_reference": mandate_reference.strip()}
    check_fields(Pledge(**words), words)
    promise = {
        "made_by": person if organisation else None,
        "quantity": quantity,
        "expected_on": expected_on or need.wanted_by,
        "shown_as": shown_as or (ShownAs.UNION if organisation else ShownAs.COUNTRY),
        "country": country or _country(person, organisation),
        "contact_ok": contact_ok,
        "made_at": at,
        "changed_at": at,
        "held_until": at + HOLD if need.needs_acceptance else None,
    }
    pledge: Pledge
    pledge, is_new = Pledge.objects.holding().get_or_create(need=need, **pledger, defaults=promise | words)
    if not is_new:
        return _raise(pledge, quantity, by=by, at=at)
    record("pledge_made", pledge, by=by, at=at, to_state=pledge.state)
    places.take(need.pk, quantity)
    return pledge


@transaction.atomic
def accept(*, pledge: Pledge, by: User, at: datetime) -> Pledge:
    """The asker says yes to a pledge that waits for it: it counts from now on. Raises IllegalMove."""
    pledge = _locked(pledge)
    _refuse_unless(pledge.waits, _("This offer no longer waits for an answer."))
    _change(pledge, "pledge_accepted", by=by, at=at, accepted_at=at, held_until=None)
    announce("pledge_accepted", pledge, by=by, at=at)
    return pledge


@transaction.atomic
def refuse(*, pledge: Pledge, reason: str, by: User, at: datetime) -> Pledge:
    """The asker says no, with a reason; the place is free again. Raises IllegalMove."""
    pledge = _locked(pledge)
    _refuse_unless(pledge.waits, _("This offer no longer waits for an answer."))
    if reason not in RefusalReason.values:
        raise IllegalMove(_("Please say why."), field="reason")
    _change(pledge, "pledge_refused", by=by, at=at, reason=reason, state=PledgeState.REFUSED, refusal_reason=reason)
    announce("pledge_refused", pledge, by=by, at=at)
    return pledge


@transaction.atomic
def mark_under_way(*, pledge: Pledge, by: Actor, at: datetime) -> Pledge:
    """The pledger has begun. Raises IllegalMove before acceptance or from any other state than pledged."""
    pledge = _locked(pledge)
    _refuse_waiting(pledge)
    _refuse_held(pledge)
    _refuse_unless(pledge.state == PledgeState.PLEDGED, _("This pledge has gone further already."))
    _change(pledge, "pledge_under_way", by=by, at=at, state=PledgeState.UNDER_WAY)
    return pledge


@transaction.atomic
def mark_delivered(*, pledge: Pledge, by: Actor, at: datetime, quantity: int | None = None, note: str = "") -> Pledge:
    """The pledger has delivered all of it, or a part; a light kind of help needs no step before.

    Raises IllegalMove, or WrongAmount for more than is still promised.
    """
    pledge = _locked(pledge)
    _refuse_waiting(pledge)
    _refuse_held(pledge)
    may = pledge.state == PledgeState.UNDER_WAY or (pledge.state == PledgeState.PLEDGED and pledge.need.kind.is_light)
    _refuse_unless(may, _("Only help that is under way can be delivered."))
    rest = pledge.quantity - _delivered(pledge)
    quantity = rest if quantity is None else quantity
    if not 1 <= quantity <= rest:
        raise WrongAmount(_("This is more than you promised. Raise your pledge first."), field="quantity")
    Delivery.objects.create(pledge=pledge, quantity=quantity, note=note, delivered_at=at)
    state = PledgeState.DELIVERED if quantity == rest else PledgeState.UNDER_WAY
    _change(pledge, "pledge_delivered", by=by, at=at, state=state)
    return pledge


@transaction.atomic
def withdraw(*, pledge: Pledge, by: Actor, at: datetime) -> Pledge:
    """The pledger takes it back, and the place is free; what was delivered stays. Raises IllegalMove."""
    pledge = _locked(pledge)
    _refuse_unless(pledge.state in OPEN_PLEDGE_STATES, _("This pledge can no longer be withdrawn."))
    _let_go(pledge, "pledge_withdrawn", PledgeState.WITHDRAWN, by=by, at=at)
    return pledge


@transaction.atomic
def confirm_received(
    *, solidarity_request: SolidarityRequest, arrivals: Mapping[int, int], by: User, at: datetime
) -> int:
    """The asker says for many deliveries, by their key, how much arrived; fewer than sent is allowed.

    Keys that were confirmed meanwhile are passed over. Returns how many were confirmed. Raises WrongAmount.
    """
    places.lock_all(solidarity_request)
    rows = Delivery.objects.to_confirm().filter(pledge__need__solidarity_request=solidarity_request, pk__in=arrivals)
    deliveries = list(rows.select_related("pledge"))
    for delivery in deliveries:
        delivery.arrived, delivery.confirmed_at, delivery.confirmed_by = arrivals[delivery.pk], at, by
        if not 0 <= delivery.arrived <= delivery.quantity:
            raise WrongAmount(_("No more can arrive than was sent."), field=f"arrived_{delivery.pk}")
    Delivery.objects.bulk_update(deliveries, ["arrived", "confirmed_at", "confirmed_by"])
    _confirm_whole({delivery.pledge_id for delivery in deliveries}, by=by, at=at)
    places.count_anew(Need.objects.filter(solidarity_request=solidarity_request))
    return len(deliveries)


@transaction.atomic
def release(*, solidarity_request: SolidarityRequest, by: User | None, at: datetime) -> int:
    """Let all open pledges go when a request ends; what was delivered stays. Returns how many were released.

    The caller ends the request first, in the same transaction, so that no pledge slips in behind.
    """
    places.lock_all(solidarity_request)
    open_pledges = Pledge.objects.open().filter(need__solidarity_request=solidarity_request)
    begun = list(open_pledges.filter(deliveries__isnull=False).distinct())
    for pledge in begun:
        _let_go(pledge, "pledge_released", PledgeState.RELEASED, by=by, at=at)
    rest = list(open_pledges.filter(deliveries__isnull=True))
    changes = {"state": PledgeState.RELEASED, "held_until": None, "changed_at": at}
    Pledge.objects.filter(pk__in=[pledge.pk for pledge in rest]).update(**changes)
    states = [pledge.state for pledge in rest]
    record_each("pledge_released", rest, by=by, at=at, from_states=states, to_state=PledgeState.RELEASED)
    places.count_anew(Need.objects.filter(solidarity_request=solidarity_request))
    return len(begun) + len(rest)


@transaction.atomic
def remind(*, pledge: Pledge, at: datetime, by: User | None = None) -> Pledge:
    """Remind the pledger once, a day before the promised day. Raises IllegalMove if it was done meanwhile."""
    pledge = _locked(pledge)
    may = pledge.state in OPEN_PLEDGE_STATES and not pledge.waits and pledge.reminded_at is None
    _refuse_unless(may, _("There is nothing to remind of."))
    pledge.reminded_at = at
    pledge.save(update_fields=["reminded_at"])
    record("pledge_reminded", pledge, by=by, at=at, from_state=pledge.state, to_state=pledge.state)
    announce("pledge_due", pledge, by=by, at=at)
    return pledge


@transaction.atomic
def lapse(*, pledge: Pledge, at: datetime, by: User | None = None) -> Pledge:
    """Let a forgotten pledge go: fourteen days past its day and its reminder. Raises IllegalMove."""
    pledge = _locked(pledge)
    _refuse_unless(Pledge.objects.to_lapse(at).filter(pk=pledge.pk).exists(), _("This pledge is not forgotten."))
    _let_go(pledge, "pledge_lapsed", PledgeState.LAPSED, by=by, at=at, reason="forgotten")
    return pledge


@transaction.atomic
def drop_hold(*, pledge: Pledge, at: datetime, by: User | None = None) -> Pledge:
    """Free the place of a pledge that the asker has not accepted in 72 hours. Raises IllegalMove."""
    pledge = _locked(pledge)
    _refuse_unless(Pledge.objects.hold_expired(at).filter(pk=pledge.pk).exists(), _("This place is still held."))
    _let_go(pledge, "pledge_lapsed", PledgeState.LAPSED, by=by, at=at, reason="not_accepted_in_time")
    return pledge


def _check_request(
    solidarity_request: SolidarityRequest, by: Actor, organisation: Organisation | None, at: datetime
) -> None:
    if organisation == solidarity_request.organisation:
        raise WrongPledger(_("Your union asks for this: others pledge."))
    if solidarity_request.state == RequestState.PAUSED:
        raise NotOpen(_("This request is paused until the union that asks says that its people are safe."))
    is_open = solidarity_request.state == RequestState.OPEN or _is_asked_first(solidarity_request, by, organisation)
    if not is_open or (solidarity_request.closes_on and solidarity_request.closes_on < at.date()):
        raise NotOpen(_("This request takes no pledges now."))


def _is_asked_first(solidarity_request: SolidarityRequest, by: Actor, organisation: Organisation | None) -> bool:
    if solidarity_request.state != RequestState.CHECKING:
        return False
    unions = [organisation] if organisation else Organisation.objects.staffed_by(by)
    return solidarity_request.addressees.filter(organisation__in=unions).exists()


def _check_pledge(
    need: Need, quantity: int, organisation: Organisation | None, expected_on: date, at: datetime
) -> None:
    if need.who_may == WhoMay.PERSON and organisation:
        raise WrongPledger(_("This help is asked of people, not of organisations."))
    if need.who_may == WhoMay.ORGANISATION and not organisation:
        raise WrongPledger(_("This help is asked of unions and other organisations."))
    if need.wanted_by < at.date():
        raise TooLate(_("The date by which this was needed has passed."))
    if not at.date() <= expected_on <= need.wanted_by:
        raise TooLate(_("Choose a day from today to the day by which it is needed."), field="expected_on")
    if quantity < 1:
        raise WrongAmount(_("Promise at least one."), field="quantity")
    is_limited_elsewhere = organisation is not None or need.has_ceiling
    if quantity > (MOST_OF_A_NEED if is_limited_elsewhere else need.quantity):
        raise WrongAmount(_("Promise at least one, and not more than is needed."), field="quantity")


def _check_mandate(need: Need, organisation: Organisation | None, mandate_reference: str) -> None:
    if organisation and need.needs_mandate and not mandate_reference.strip():
        raise MandateMissing(
            _("For money and industrial action, please name the decision of your union."), field="mandate_reference"
        )


def _country(person: User | None, organisation: Organisation | None) -> str:
    if organisation:
        return organisation.country
    unions = Organisation.objects.belonging_to(person).order_by("pk") if person else Organisation.objects.none()
    return unions.values_list("country", flat=True).first() or ""


def _raise(pledge: Pledge, quantity: int, *, by: Actor, at: datetime) -> Pledge:
    pledge = _locked(pledge)
    if quantity <= pledge.quantity or pledge.state not in HOLDING_PLEDGE_STATES:
        return pledge
    _refuse_unless(pledge.accepted_at is None, _("The union that asks has accepted your pledge as it is."))
    state = PledgeState.PLEDGED if pledge.state == PledgeState.PLEDGED else PledgeState.UNDER_WAY
    _change(pledge, "pledge_raised", by=by, at=at, state=state, quantity=quantity)
    return pledge


def _let_go(pledge: Pledge, action: str, state: str, *, by: Actor | None, at: datetime, reason: str = "") -> None:
    delivered = _delivered(pledge)
    if not delivered:
        return _change(pledge, action, by=by, at=at, reason=reason, state=state)
    waits = pledge.deliveries.to_confirm().exists()
    kept = PledgeState.DELIVERED if waits else PledgeState.CONFIRMED
    return _change(pledge, action, by=by, at=at, reason=reason, state=kept, quantity=delivered)


def _confirm_whole(pledge_ids: set[int], *, by: User, at: datetime) -> None:
    touched = list(Pledge.objects.filter(pk__in=pledge_ids))
    waiting = set(Delivery.objects.to_confirm().filter(pledge__in=pledge_ids).values_list("pledge", flat=True))
    whole = [each for each in touched if each.state == PledgeState.DELIVERED and each.pk not in waiting]
    states = [each.state for each in whole]
    Pledge.objects.filter(pk__in=[each.pk for each in whole]).update(state=PledgeState.CONFIRMED, changed_at=at)
    record_each("pledge_confirmed", whole, by=by, at=at, from_states=states, to_state=PledgeState.CONFIRMED)
    _announce_arrivals(touched, by=by, at=at)


def _announce_arrivals(pledges: list[Pledge], *, by: User, at: datetime) -> None:
    """A pledge that arrives in parts is news each time: its wave is the number of parts so far."""
    counts = Delivery.objects.filter(pledge__in=pledges, confirmed_at__isnull=False).values_list("pledge")
    parts = dict(counts.annotate(parts=Count("pk")))
    for wave in sorted(set(parts.values())):
        announce_each("pledge_arrived", [each for each in pledges if parts[each.pk] == wave], by=by, at=at, wave=wave)


def _locked(pledge: Pledge) -> Pledge:
    places.lock(pledge.need_id)
    return Pledge.objects.select_for_update(of=("self",)).select_related("need__kind").get(pk=pledge.pk)


def _change(pledge: Pledge, action: str, *, by: Actor | None, at: datetime, reason: str = "", **fields: Any) -> None:
    before, from_state = _counts(pledge), pledge.state
    for name, value in fields.items():
        setattr(pledge, name, value)
    if pledge.state != PledgeState.PLEDGED:
        pledge.held_until = None
    pledge.changed_at = at
    pledge.save()
    change = _counts(pledge) - before
    if change > 0:
        places.take(pledge.need_id, change)
    elif change < 0:
        places.give_back(pledge.need_id, -change)
    record(action, pledge, by=by, at=at, from_state=from_state, to_state=pledge.state, reason=reason)


def _counts(pledge: Pledge) -> int:
    if pledge.state == PledgeState.CONFIRMED:
        return pledge.deliveries.aggregate(total=Sum("arrived"))["total"] or 0
    return pledge.quantity if pledge.state in HOLDING_PLEDGE_STATES else 0


def _delivered(pledge: Pledge) -> int:
    return pledge.deliveries.aggregate(total=Sum("quantity"))["total"] or 0


def _refuse_held(pledge: Pledge) -> None:
    is_shown = pledge.need.solidarity_request.organisation.is_member
    _refuse_unless(is_shown, _("The request is not available now. Please do nothing for it until it is back."))


def _refuse_waiting(pledge: Pledge) -> None:
    _refuse_unless(not pledge.waits, _("The union that asks has still to accept this pledge."))


def _refuse_unless(is_legal: bool, words: Any) -> None:
    if not is_legal:
        raise IllegalMove(words)
