"""The life of a request after its draft: checking → open ⇄ paused → closed, or taken down; each step one action.

A request that is wanted for the unions asked alone needs no reviewer and opens when it is published: its visibility
keeps it off every board. One wanted for the network or for everyone waits in `checking`, seen by the unions asked,
until a reviewer of another organisation opens it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from solidarity.actions import drafts, pledges
from solidarity.choices import (
    LIVE_STATES,
    ONE_TIGHTER,
    VISIBILITY_ORDER,
    ExtensionReason,
    RequestState,
    TakeDownReason,
    Urgency,
    Visibility,
)
from solidarity.models import Addressee, SolidarityRequest
from solidarity.permissions import is_wider
from solidarity.queries import clocks
from solidarity.queries.news import news_of
from unions.announcements import announce, announce_again
from unions.audit import record
from unions.choices import OrganisationState
from unions.models import Organisation, User
from unions.validators import Refused, check_fields

FIRST_WAVE = Visibility.NAMED_ORGANISATIONS
FIRST_WAVE_ONLY = _("While your union is a provisional member, its requests reach the unions that are asked alone.")
LONGEST_EXTENSION = timedelta(days=90)


@transaction.atomic
def publish(
    *,
    by: User,
    at: datetime,
    solidarity_request: SolidarityRequest,
    organisations: Sequence[Organisation],
    through: Organisation | None = None,
) -> SolidarityRequest:
    """Tell the staff of these unions (at most twelve) at once, and ask for a review where more are to see it.

    `through` is the union that publishes for a provisional one it vouched for: that reaches the first wave only.
    Raises Refused unless the union may, the draft is whole and not yet published, and every union tellable.
    """
    draft = drafts.locked(solidarity_request)
    if through is None:
        _refuse_unless_approved(draft.organisation)
    else:
        _put_through(draft, through)
    for refusal in drafts.missing(draft, at.date()):
        raise refusal
    asked = drafts.refuse_unless_askable(draft, organisations)
    _refuse_unless(bool(asked) or _needs_review(draft), _("Choose at least one union to ask."), "organisations")
    _hold(draft.organisation, *asked)
    _set_published(draft, at)
    _address(draft, asked, at)
    record("request_published", draft, by=by, at=at, from_state=RequestState.DRAFT, to_state=draft.state)
    announce("request_addressed", draft, by=by, at=at, is_urgent=draft.urgency == Urgency.EMERGENCY_24H)
    _ask_for_review(draft, by, at)
    return draft


@transaction.atomic
def open_wider(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, visibility: str = ""
) -> SolidarityRequest:
    """Open a request to members, and to everyone if asked; the reviewer may choose less than what is wanted.

    Who may is for `permissions.may_open_wider`. Raises Refused where nothing wider is wanted.
    """
    found = _locked(solidarity_request, RequestState.CHECKING, RequestState.OPEN)
    level = visibility or found.wanted_visibility
    _refuse_unless(_needs_review(found), _("Nobody asks any more to open this request wider."))
    _refuse_unless(is_wider(level, found.visibility), _("This is no wider than it is now."), "visibility")
    _refuse_unless(not is_wider(level, found.wanted_visibility), _("The union did not ask for that."), "visibility")
    before = found.state
    found.state, found.visibility, found.wanted_visibility = RequestState.OPEN, level, level
    found.opened_at, found.opened_by, found.review_question = found.opened_at or at, by, ""
    _tighten_place(found)
    found.save()
    record("request_opened", found, by=by, at=at, from_state=before, to_state=found.state, reason=level)
    announce_again("request_opened", found, by=by, at=at, is_urgent=found.urgency == Urgency.EMERGENCY_24H)
    return found


@transaction.atomic
def ask_back(*, by: User, at: datetime, solidarity_request: SolidarityRequest, question: str) -> SolidarityRequest:
    """Ask the union something before opening its request. Raises Refused without a question."""
    found = _locked(solidarity_request, RequestState.CHECKING, RequestState.OPEN)
    _refuse_unless(_needs_review(found), _("Nobody asks any more to open this request wider."))
    _refuse_unless(bool(question.strip()), _("Write your question."), "question")
    found.review_question = question.strip()
    check_fields(found, ["review_question"])
    found.save(update_fields=["review_question"])
    record("request_review_asked_back", found, by=by, at=at, from_state=found.state, to_state=found.state)
    announce_again("review_question", found, by=by, at=at)
    return found


@transaction.atomic
def answer_reviewer(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, background: str
) -> SolidarityRequest:
    """Answer the reviewer in the background of the request, which all who see it may read. Raises Refused."""
    found = _locked(solidarity_request, RequestState.CHECKING, RequestState.OPEN)
    _refuse_unless(bool(found.review_question), _("No question waits for an answer."))
    _refuse_unless(bool(background.strip()), _("Write your answer."), "background")
    found.background, found.review_question, found.changed_at = background, "", at
    check_fields(found, ["background"])
    found.save(update_fields=["background", "review_question", "changed_at"])
    record("request_reviewer_answered", found, by=by, at=at, from_state=found.state, to_state=found.state)
    _ask_for_review(found, by, at)
    return found


@transaction.atomic
def narrow(*, by: User, at: datetime, solidarity_request: SolidarityRequest, visibility: str) -> SolidarityRequest:
    """Show it to fewer people, at once; place and photos stay one circle tighter. Raises Refused."""
    found = _locked(solidarity_request, *LIVE_STATES)
    widest = max(found.visibility, found.wanted_visibility, key=VISIBILITY_ORDER.index)
    _refuse_unless(is_wider(widest, visibility), _("This is not narrower than it is now."), "visibility")
    before = found.state
    found.visibility = min(found.visibility, visibility, key=VISIBILITY_ORDER.index)
    found.wanted_visibility = visibility
    if found.state == RequestState.CHECKING and not _needs_review(found):
        found.state, found.opened_at = RequestState.OPEN, at
    _tighten_place(found)
    found.save()
    record("request_narrowed", found, by=by, at=at, from_state=before, to_state=found.state, reason=visibility)
    return found


@transaction.atomic
def ask_wider(*, by: User, at: datetime, solidarity_request: SolidarityRequest, visibility: str) -> SolidarityRequest:
    """Ask for a review that shows it to more people; nothing changes before. Raises Refused."""
    found = _locked(solidarity_request, RequestState.CHECKING, RequestState.OPEN)
    _refuse_unless(found.organisation.state != OrganisationState.PROVISIONAL, FIRST_WAVE_ONLY)
    wider = is_wider(visibility, found.wanted_visibility)
    _refuse_unless(wider, _("This is no wider than it is now."), "visibility")
    found.wanted_visibility, found.changed_at = visibility, at
    found.save(update_fields=["wanted_visibility", "changed_at"])
    record("request_wider_wanted", found, by=by, at=at, from_state=found.state, to_state=found.state, reason=visibility)
    _ask_for_review(found, by, at)
    return found


@transaction.atomic
def extend(
    *, by: User, at: datetime, solidarity_request: SolidarityRequest, closes_on: date, reason: str
) -> SolidarityRequest:
    """Let it run longer, once, by at most ninety days, with a reason. Raises Refused."""
    found = _locked(solidarity_request, *LIVE_STATES)
    ends_on = found.closes_on or at.date()
    _refuse_unless(found.extended_at is None, _("A request can be extended once, and this one was."))
    _refuse_unless(reason in ExtensionReason.values, _("Say why it needs longer."), "reason")
    _refuse_unless(closes_on > ends_on, _("Choose a day after the one it closes on now."), "closes_on")
    _refuse_unless(
        closes_on <= ends_on + LONGEST_EXTENSION, _("By 90 days at most: choose an earlier day."), "closes_on"
    )
    found.closes_on, found.extended_at = closes_on, at
    found.save(update_fields=["closes_on", "extended_at"])
    record("request_extended", found, by=by, at=at, from_state=found.state, to_state=found.state, reason=reason)
    return found


@transaction.atomic
def pause(
    *, by: User | None, at: datetime, solidarity_request: SolidarityRequest, reason: str = ""
) -> SolidarityRequest:
    """Hide place and photos and hold the request; `by` is None for the clock. Raises Refused unless it is live."""
    found = _locked(solidarity_request, RequestState.CHECKING, RequestState.OPEN)
    before, found.state, found.paused_at = found.state, RequestState.PAUSED, at
    found.save(update_fields=["state", "paused_at"])
    record("request_paused", found, by=by, at=at, from_state=before, to_state=found.state, reason=reason)
    return found


@transaction.atomic
def resume(*, by: User, at: datetime, solidarity_request: SolidarityRequest) -> SolidarityRequest:
    """Go on after a pause, which is also a sign of safety; back to where it stood. Raises Refused unless paused."""
    found = _locked(solidarity_request, RequestState.PAUSED)
    found.state = RequestState.OPEN if found.opened_at else RequestState.CHECKING
    found.paused_at, found.checked_in_at = None, at
    found.save(update_fields=["state", "paused_at", "checked_in_at"])
    record("request_resumed", found, by=by, at=at, from_state=RequestState.PAUSED, to_state=found.state)
    return found


@transaction.atomic
def take_down(*, by: User, at: datetime, solidarity_request: SolidarityRequest, reason: str) -> SolidarityRequest:
    """Hide it everywhere at once, stop its news, release its pledges, tell those who were told. Raises Refused."""
    found = _locked(solidarity_request, *LIVE_STATES, RequestState.CLOSED)
    _refuse_unless(reason in TakeDownReason.values, _("Say why it is taken down."), "reason")
    before, found.state, found.outcome, found.taken_down_at = found.state, RequestState.TAKEN_DOWN, "", at
    found.save(update_fields=["state", "outcome", "taken_down_at"])
    _cancel_news(found, at)
    pledges.release(solidarity_request=found, by=by, at=at)
    record("request_taken_down", found, by=by, at=at, from_state=before, to_state=found.state, reason=reason)
    announce("request_taken_down", found, by=by, at=at, is_urgent=True)
    return found


def _locked(solidarity_request: SolidarityRequest, *states: str) -> SolidarityRequest:
    found = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    _refuse_unless(found.state in states, _("This is not possible any more: the request has moved on."))
    return found


def _refuse_unless(condition: bool, words: object, field: str = "") -> None:
    if not condition:
        raise Refused(words, field=field)


def _refuse_unless_approved(organisation: Organisation) -> None:
    words = _("Your union is a provisional member: the union that vouched for it publishes its requests.")
    _refuse_unless(organisation.state != OrganisationState.PROVISIONAL, words)
    _refuse_unless(organisation.state == OrganisationState.APPROVED, _("Only member unions can publish requests."))


def _put_through(draft: SolidarityRequest, through: Organisation) -> None:
    vouched = Organisation.objects.vouched_by([through]).filter(pk=draft.organisation_id)
    words = _("Your union does not stand with its word for the union that asks.")
    _refuse_unless(vouched.filter(state=OrganisationState.PROVISIONAL).exists(), words)
    draft.published_through, draft.put_to_vouchers_at, draft.voucher_remark = through, None, ""
    draft.wanted_visibility = min(FIRST_WAVE, draft.wanted_visibility, key=VISIBILITY_ORDER.index)


def _hold(*organisations: Organisation) -> None:
    """Serialise publishing per union: numbers stay unique, and nobody gets a sixth clock at the same instant."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in organisations])
    list(rows.order_by("pk").values_list("pk"))


def _set_published(draft: SolidarityRequest, at: datetime) -> None:
    numbers = SolidarityRequest.objects.filter(organisation=draft.organisation)
    draft.number = (numbers.aggregate(last=models.Max("number"))["last"] or 0) + 1
    draft.urgency = drafts.proposed_urgency(draft)
    draft.closes_on = draft.closes_on or at.date() + drafts.LONGEST_RUN
    draft.visibility = min(FIRST_WAVE, draft.wanted_visibility, key=VISIBILITY_ORDER.index)
    draft.published_at = draft.checked_in_at = draft.changed_at = at
    draft.state = RequestState.CHECKING if _needs_review(draft) else RequestState.OPEN
    draft.opened_at = None if _needs_review(draft) else at
    draft.save()


def _address(draft: SolidarityRequest, asked: list[Any], at: datetime) -> None:
    busy = clocks.busy(asked, at)
    due_at = clocks.answer_due(draft.urgency, at)
    draft.addressees.exclude(organisation__in=asked).delete()
    for each in asked:
        owes = clocks.owes_answer(each.reasons) and each.pk not in busy
        values = {"reasons": each.reasons, "told_at": at, "due_at": due_at if owes else None}
        Addressee.objects.update_or_create(solidarity_request=draft, organisation=each, defaults=values)


def _needs_review(solidarity_request: SolidarityRequest) -> bool:
    wanted = solidarity_request.wanted_visibility
    return is_wider(wanted, FIRST_WAVE) and is_wider(wanted, solidarity_request.visibility)


def _ask_for_review(solidarity_request: SolidarityRequest, by: User, at: datetime) -> None:
    if _needs_review(solidarity_request):
        is_urgent = solidarity_request.urgency == Urgency.EMERGENCY_24H
        announce_again("request_to_review", solidarity_request, by=by, at=at, is_urgent=is_urgent)


def _tighten_place(solidarity_request: SolidarityRequest) -> None:
    """Keep place and photos one circle tighter than the widest that the request may reach; never loosen them."""
    widest = max(solidarity_request.visibility, solidarity_request.wanted_visibility, key=VISIBILITY_ORDER.index)
    level = ONE_TIGHTER[Visibility(widest)]
    solidarity_request.place_visibility = min(solidarity_request.place_visibility, level, key=VISIBILITY_ORDER.index)
    wider = VISIBILITY_ORDER[VISIBILITY_ORDER.index(level) + 1 :]
    solidarity_request.photos.filter(visibility__in=wider).update(visibility=level)


def _cancel_news(solidarity_request: SolidarityRequest, at: datetime) -> None:
    """Stop what is still on its way about the request, its needs, the unions asked, its pledges and its updates."""
    news_of(solidarity_request).cancel(at)
