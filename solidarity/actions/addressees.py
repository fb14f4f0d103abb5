"""What a union that is asked answers, and what it is reminded of."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions import pledges
from solidarity.choices import LIVE_STATES, OPEN_ANSWERS, Answer, NoReason, Urgency, Visibility, Why
from solidarity.models import Addressee, Pledge, SolidarityRequest
from solidarity.queries import clocks, routing
from unions.announcements import announce, announce_again
from unions.audit import record
from unions.models import Organisation, Recipient, User
from unions.validators import Refused, check_fields

WITH_PLEDGES = (Answer.PLEDGES, Answer.PARTLY)
IN_WORDS = OPEN_ANSWERS  # these say nothing without their words
FORWARDABLE = (Visibility.NETWORK, Visibility.PUBLIC)
ANSWER_FIELDS = ("answer", "no_reason", "text", "language", "decide_by")
SAID = (*ANSWER_FIELDS, "forwarded_to_id")


class Ended(Refused):
    """The request no longer waits for answers."""


class NotWhole(Refused):
    """The answer lacks what makes it one: an amount, a reason, a date, words, a union."""


class StillPledged(Refused):
    """A no, while the union's pledges stand."""


class NotToBeForwarded(Refused):
    """The request is for the unions that were asked alone, or the other union was asked already."""


@transaction.atomic
def answer(
    *,
    addressee: Addressee,
    answer: str,
    by: User | Recipient,
    at: datetime,
    amounts: Mapping[int, int] | None = None,
    mandate_reference: str = "",
    text: str = "",
    language: str = "",
    no_reason: str = "",
    decide_by: date | None = None,
    forwarded_to: Organisation | None = None,
) -> Addressee:
    """Answer a call for a union; while the request is live another answer takes its place.

    `pledges` and `partly` make the union's pledges of these amounts, by key of the need; `forwarded_to` asks the other
    union; a question, a referral and a date leave the call open. The same answer sent twice is one. Raises Ended,
    NotWhole, StillPledged, NotToBeForwarded or what `pledges.make` raises.
    """
    found = _locked(addressee)
    before, said = found.answer, _said(found)
    found.answer, found.text, found.language = answer, text.strip(), language if text.strip() else ""
    found.no_reason = no_reason if answer == Answer.NO else ""
    found.decide_by = decide_by if answer == Answer.DECIDE_BY else None
    found.forwarded_to = forwarded_to if answer == Answer.FORWARDED_TO else None
    _check(found, amounts or {}, at)
    if _said(found) == said and _is_promised(found, amounts or {}):
        return found
    found.answered_at, found.answered_by = at, by if isinstance(by, User) else None
    _move_clock(found)
    found.save()
    if answer in WITH_PLEDGES:
        _pledge(found, amounts or {}, mandate_reference, by, at)
    if answer == Answer.FORWARDED_TO:
        _forward(found, by, at)
    record("addressee_answered", found, by=by, at=at, from_state=before, to_state=answer, reason=found.no_reason)
    announce_again("answer_given", found, by=by, at=at)
    return found


@transaction.atomic
def remind(*, addressee: Addressee, at: datetime, by: User | None = None) -> Addressee:
    """Remind a union, once, that its window has passed. Raises Ended where nothing is owed any more."""
    found = _locked(addressee)
    if not Addressee.objects.to_remind(at).filter(pk=found.pk).exists():
        raise Ended(_("There is nothing to remind of."))
    found.reminded_at = at
    found.save(update_fields=["reminded_at"])
    record("addressee_reminded", found, by=by, at=at, from_state=found.answer, to_state=found.answer)
    is_urgent = found.solidarity_request.urgency == Urgency.EMERGENCY_24H
    announce_again("answer_due", found, by=by, at=at, is_urgent=is_urgent)
    return found


def _locked(addressee: Addressee) -> Addressee:
    rows = Addressee.objects.select_for_update(of=("self",)).select_related("organisation", "solidarity_request")
    found: Addressee = rows.get(pk=addressee.pk)
    if found.solidarity_request.state not in LIVE_STATES:
        raise Ended(_("This request has ended: it no longer waits for an answer."))
    return found


def _said(addressee: Addressee) -> list[Any]:
    return [getattr(addressee, name) for name in SAID]


def _is_promised(addressee: Addressee, amounts: Mapping[int, int]) -> bool:
    """Whether the union has promised at least these amounts already."""
    promised = dict(Pledge.objects.promised_by(addressee).holding().values_list("need", "quantity"))
    return all(promised.get(need, 0) >= amount for need, amount in amounts.items())


def _check(addressee: Addressee, amounts: Mapping[int, int], at: datetime) -> None:
    if addressee.answer not in Answer.values:
        raise NotWhole(_("Choose an answer."))
    check_fields(addressee, ANSWER_FIELDS)
    if addressee.answer in WITH_PLEDGES and not any(amounts.values()):
        raise NotWhole(_("Say how much of what you pledge."), field="amounts")
    if addressee.answer in IN_WORDS and not addressee.text:
        raise NotWhole(_("Please write it in a few words."), field="text")
    if addressee.answer == Answer.NO:
        _check_no(addressee)
    if addressee.answer == Answer.DECIDE_BY:
        _check_date(addressee, at.date())
    if addressee.answer in {Answer.NO, Answer.NOT_NOW} and Pledge.objects.promised_by(addressee).open().exists():
        raise StillPledged(_("Your union has pledged something here: withdraw that first, among your pledges."))


def _check_no(addressee: Addressee) -> None:
    if not addressee.no_reason:
        raise NotWhole(_("Say why: a no with a reason is a good answer."), field="no_reason")
    if addressee.no_reason == NoReason.OTHER and not addressee.text:
        raise NotWhole(_("Please write it in a few words."), field="text")


def _check_date(addressee: Addressee, today: date) -> None:
    if addressee.decide_by is None or addressee.decide_by < today:
        raise NotWhole(_("Choose a day from today on."), field="decide_by")
    last = addressee.solidarity_request.closes_on
    if last and addressee.decide_by > last:
        raise NotWhole(_("The request will have ended by then: choose an earlier day."), field="decide_by")


def _move_clock(addressee: Addressee) -> None:
    """A date that the union names takes the place of the window it was given."""
    if addressee.decide_by and addressee.due_at:
        addressee.due_at = datetime.combine(addressee.decide_by, time.max, UTC)
        addressee.reminded_at = None


def _pledge(
    addressee: Addressee, amounts: Mapping[int, int], mandate_reference: str, by: User | Recipient, at: datetime
) -> None:
    wanted = [key for key, amount in amounts.items() if amount]
    needs = addressee.solidarity_request.needs.select_related("kind", "solidarity_request__organisation")
    for need in needs.filter(pk__in=wanted).order_by("pk"):
        try:
            pledges.make(
                need=need,
                quantity=amounts[need.pk],
                by=by,
                at=at,
                organisation=addressee.organisation,
                mandate_reference=mandate_reference,
                message=addressee.text[:300],
                language=addressee.language,
            )
        except Refused as refusal:
            refusal.field = "mandate_reference" if refusal.field == "mandate_reference" else f"amount_{need.public_id}"
            raise


def _forward(addressee: Addressee, by: User | Recipient, at: datetime) -> None:
    solidarity_request = SolidarityRequest.objects.select_for_update(no_key=True).get(
        pk=addressee.solidarity_request_id
    )
    other = _askable(solidarity_request, addressee.forwarded_to)
    ties = [why for why in other.reasons if why != Why.ASKED_BY_NAME]
    owes = clocks.owes_answer(ties) and other.pk not in clocks.busy([other], at)
    added = Addressee.objects.create(
        solidarity_request=solidarity_request,
        organisation=other,
        reasons=[*ties, Why.FORWARDED.value],
        forwarded_by=addressee.organisation,
        told_at=at,
        due_at=clocks.answer_due(solidarity_request.urgency, at) if owes else None,
    )
    record("addressee_added", added, by=by, at=at, reason="forwarded")
    is_urgent = solidarity_request.urgency == Urgency.EMERGENCY_24H
    announce(
        "request_addressed", solidarity_request, by=by, at=at, audience=f"addressee:{added.pk}", is_urgent=is_urgent
    )


def _askable(solidarity_request: SolidarityRequest, organisation: Organisation | None) -> Any:
    if organisation is None:
        raise NotWhole(_("Choose the union to which you pass it on."), field="forwarded_to")
    if solidarity_request.wanted_visibility not in FORWARDABLE:
        words = _("This request is for the unions that were asked alone. Tell the union that asks whom you think of.")
        raise NotToBeForwarded(words, field="forwarded_to")
    if solidarity_request.addressees.filter(organisation=organisation).exists():
        raise NotToBeForwarded(_("That union has been asked already."), field="forwarded_to")
    for found in routing.with_reasons(solidarity_request, [organisation]):
        return found
    raise NotToBeForwarded(_("Nobody there can be told: choose another union."), field="forwarded_to")
