"""A day of action is called, and afterwards its unions say what came of it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.actions.campaigns import check_may_call, locked
from campaigns.choices import PLANNING_STATES
from campaigns.models import Campaign, DayOfAction
from unions.announcements import announce
from unions.audit import record
from unions.choices import HIDDEN_TEXT
from unions.models import User
from unions.validators import Refused, check_fields, is_plausible

LONGEST = timedelta(days=14)


class NotADay(Refused):
    """Dates that are no day of action, a name given before, or an outcome before its time."""


@transaction.atomic
def call(
    *, by: User, at: datetime, campaign: Campaign, name: str, date_from: date, date_to: date, call: str, language: str
) -> DayOfAction:
    """Call to a day of action that lies ahead; who has a tie is told. Raises NotNow, NotYet, NotADay."""
    held = locked(campaign, *PLANNING_STATES)
    check_may_call(held, by)
    if date_to < at.date():
        raise NotADay(_("This day has passed: choose a later one."), field="date_from")
    day = DayOfAction(campaign=held, made_by=by, made_at=at)
    _write(day, name=name, date_from=date_from, date_to=date_to, call=call, language=language)
    record("day_called", day, by=by, at=at)
    announce("campaign_call", day, by=by, at=at)
    return day


@transaction.atomic
def change(
    *,
    by: User,
    at: datetime,
    day: DayOfAction,
    name: str,
    date_from: date,
    date_to: date,
    call: str,
    language: str,
    outcome: str = "",
) -> DayOfAction:
    """Change the call, and say what came of the day once it has begun. Raises NotADay."""
    kept = DayOfAction.objects.select_for_update().get(pk=day.pk)
    outside = kept.actions.taking_place().exclude(on__range=(date_from, date_to))
    if outside.exists():
        raise NotADay(_("There are actions on other days: change or cancel these first."), field="date_from")
    if outcome and at.date() < date_from:
        raise NotADay(_("Say what came of it once the day has come."), field="outcome")
    before, kept.outcome = kept.outcome, outcome
    _write(kept, name=name, date_from=date_from, date_to=date_to, call=call, language=language)
    record("day_changed", kept, by=by, at=at, from_state=before, to_state=outcome)
    return kept


def _write(day: DayOfAction, *, name: str, date_from: date, date_to: date, call: str, language: str) -> None:
    if not is_plausible(date_from):
        raise NotADay(_("This day lies too far away."), field="date_from")
    if date_to < date_from:
        raise NotADay(_("It cannot end before it begins."), field="date_to")
    if date_to - date_from > LONGEST:
        raise NotADay(_("A day of action lasts two weeks at most."), field="date_to")
    same = DayOfAction.objects.filter(campaign=day.campaign, name=name.strip()).exclude(pk=day.pk)
    if same.exclude(name=HIDDEN_TEXT).exists():
        raise NotADay(_("The campaign has a day of this name already."), field="name")
    day.name, day.call, day.language = name.strip(), call.strip(), language
    day.date_from, day.date_to = date_from, date_to
    check_fields(day, ["name", "date_from", "date_to", "call", "language", "outcome"])
    day.save()
