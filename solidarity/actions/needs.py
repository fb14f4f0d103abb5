"""What would help: added, changed and removed while it is written, and with care once people have pledged.

Near its day, those who could help are told once that it is short of help.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from solidarity.actions import places
from solidarity.actions.drafts import LONGEST_RUN, take_back
from solidarity.choices import LIVE_STATES, RequestState
from solidarity.models import Need, SolidarityRequest
from unions.announcements import announce
from unions.audit import record
from unions.choices import WhoMay
from unions.models import NeedKind, User
from unions.validators import Refused, check_fields

MONEY = "funds"
EDITABLE_STATES = (RequestState.DRAFT, *LIVE_STATES)
BY_KIND = ("who_may", "needs_acceptance", "has_ceiling")
ANSWERS = ("title", "quantity", "currency", "weight", "wanted_by", "online", *BY_KIND)


@transaction.atomic
def add(*, by: User, at: datetime, solidarity_request: SolidarityRequest, kind: NeedKind, **answers: Any) -> Need:
    """Add one countable ask; who may help, acceptance and ceiling follow its kind unless said. Raises Refused."""
    holder = _locked(solidarity_request)
    last = holder.needs.aggregate(last=Max("position"))["last"]
    need = Need(
        solidarity_request=holder,
        kind=kind,
        effort_minutes=kind.effort_minutes,
        position=0 if last is None else last + 1,
    )
    _set(need, {**{name: getattr(kind, name) for name in BY_KIND}, **_said(answers)}, at)
    need.save()
    record("need_added", need, by=by, at=at, to_state=holder.state)
    return need


@transaction.atomic
def change(*, by: User, at: datetime, need: Need, kind: NeedKind | None = None, **answers: Any) -> Need:
    """Change an ask; its kind only in a draft, its quantity never below what is pledged. Raises Refused."""
    holder = _locked(need.solidarity_request)
    kept = Need.objects.select_for_update(of=("self",)).select_related("kind").get(pk=need.pk)
    if kind is not None and kind != kept.kind:
        _refuse_unless(
            holder.state == RequestState.DRAFT, _("People have read this kind of help: add another."), "kind"
        )
        kept.kind, kept.effort_minutes = kind, kind.effort_minutes
        answers = {**{name: getattr(kind, name) for name in BY_KIND}, **_said(answers)}
    _set(kept, _said(answers), at)
    _refuse_unless(kept.quantity >= kept.taken, _("More than this is pledged already."), "quantity")
    kept.save()
    record("need_changed", kept, by=by, at=at, from_state=holder.state, to_state=holder.state)
    return kept


@transaction.atomic
def remove(*, by: User, at: datetime, need: Need) -> None:
    """Take an ask away; never one that somebody has pledged to, nor the last of a published request. Raises Refused."""
    holder = _locked(need.solidarity_request)
    is_last = holder.state != RequestState.DRAFT and holder.needs.count() == 1
    _refuse_unless(not is_last, _("A request needs at least one thing that would help."), "")
    _refuse_unless(not need.pledges.exists(), _("Somebody has pledged to this: it cannot be taken away."), "")
    record("need_removed", need, by=by, at=at, from_state=holder.state)
    need.delete()


@transaction.atomic
def tell_short(*, need: Need, at: datetime, by: User | None = None) -> None:
    """Tell once that a need is short of help: its day is near, less than half is promised. Raises Refused."""
    places.lock(need.pk)
    found = Need.objects.short_to_tell(at).filter(pk=need.pk).select_related("solidarity_request").first()
    if found is None:
        raise Refused(_("There is nothing to tell."))
    state = found.solidarity_request.state
    record("need_short_told", found, by=by, at=at, from_state=state, to_state=state)
    announce("need_short", found, by=by, at=at)


def _locked(solidarity_request: SolidarityRequest) -> SolidarityRequest:
    found = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    _refuse_unless(found.state in EDITABLE_STATES, _("This request has ended."), "")
    take_back(found)
    return found


def _said(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if not (name in BY_KIND and value in {None, ""})}


def _set(need: Need, answers: dict[str, Any], at: datetime) -> None:
    unknown = answers.keys() - set(ANSWERS)
    if unknown:
        raise TypeError(f"A need has no {', '.join(sorted(unknown))}.")
    for name, value in answers.items():
        setattr(need, name, value)
    _refuse_unless((need.quantity or 0) >= 1, _("Ask for at least one."), "quantity")
    check_fields(need, answers)
    _check_kind(need)
    _check_date(need, at.date(), is_new="wanted_by" in answers)


def _check_kind(need: Need) -> None:
    if need.kind.unit == MONEY:
        _refuse_unless(bool(need.currency), _("Say in which currency."), "currency")
    else:
        need.currency = ""
    limited = need.kind.who_may
    fits = limited in {WhoMay.BOTH, need.who_may}
    _refuse_unless(fits, _("This kind of help cannot be given by everyone you chose."), "who_may")


def _check_date(need: Need, today: date, *, is_new: bool) -> None:
    if not is_new:
        return
    closes_on = need.solidarity_request.closes_on or today + LONGEST_RUN
    _refuse_unless(need.wanted_by >= today, _("This day has passed: choose a later one."), "wanted_by")
    _refuse_unless(
        need.wanted_by <= closes_on, _("The request will have ended by then: choose an earlier day."), "wanted_by"
    )


def _refuse_unless(condition: bool, words: object, field: str) -> None:
    if not condition:
        raise Refused(words, field=field)
