"""Actions are planned by unions of the coalition in their own places, and reported by whoever was there."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.actions.campaigns import locked
from campaigns.choices import HISTORICAL_KINDS, PLANNING_STATES, ActionKind, ActionStatus, CoalitionState, Qualifier
from campaigns.models import Action, ActionReport, Campaign
from unions.announcements import announce
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused, check_fields, is_plausible

ANSWERS = (
    "day", "kind", "country", "region", "city", "on", "starts_at", "ends_at", "time_zone", "visibility", "details",
    "accessibility", "language", "status",
)  # fmt: skip
TELLING_STATUSES = (ActionStatus.PLANNED, ActionStatus.CONFIRMED, ActionStatus.HAPPENED)


class NotToBePlanned(Refused):
    """The host takes no part, or place, day and hour contradict each other."""


class NotToBeReported(Refused):
    """The action was cancelled, lies ahead, or belongs to history; or the report says nothing."""


class NotNear(Refused):
    """The action does not begin within 72 hours, or it has been announced."""


@transaction.atomic
def plan(*, by: User, at: datetime, campaign: Campaign, host: Organisation, **answers: Any) -> Action:
    """Add an action of a union that takes part. Raises NotNow, NotToBePlanned."""
    held = locked(campaign, *PLANNING_STATES)
    if not held.coalition.filter(organisation=host, state=CoalitionState.JOINED).exists():
        raise NotToBePlanned(_("Only unions that take part in the campaign add actions."), field="host")
    action = Action(campaign=held, host=host, made_by=by, made_at=at)
    _set(action, answers)
    action.save()
    action.employers.add(held.employer)
    record("action_planned", action, by=by, at=at, to_state=action.status)
    return action


@transaction.atomic
def change(*, by: User, at: datetime, action: Action, **answers: Any) -> Action:
    """Change an action, confirm or cancel it; history is nobody's to change. Raises NotNow, NotToBePlanned."""
    if action.campaign is None:
        raise NotToBePlanned(_("This is reported by somebody else: it cannot be changed here."))
    locked(action.campaign, *PLANNING_STATES)
    kept = Action.objects.select_for_update().get(pk=action.pk)
    before = kept.status
    _set(kept, answers)
    if kept.status != ActionStatus.HAPPENED and kept.reports.exists():
        raise NotToBePlanned(_("It has been reported, so it happened."), field="status")
    kept.save()
    record("action_changed", kept, by=by, at=at, from_state=before, to_state=kept.status)
    return kept


@transaction.atomic
def announce_near(*, action: Action, at: datetime, by: User | None = None) -> Action:
    """Tell once those who could come that it begins within 72 hours. Raises NotNear if it is not due."""
    kept = Action.objects.select_for_update().get(pk=action.pk)
    if not Action.objects.to_announce(at).filter(pk=kept.pk).exists():
        raise NotNear(_("There is nothing to announce."))
    record("action_announced", kept, by=by, at=at, from_state=kept.status, to_state=kept.status)
    announce("action_near", kept, by=by, at=at)
    return kept


@transaction.atomic
def report(
    *,
    by: User,
    at: datetime,
    action: Action,
    organisation: Organisation,
    language: str,
    participants: int | None = None,
    qualifier: str = "",
    text: str = "",
    source: str = "",
    source_url: str = "",
) -> ActionReport:
    """Say how many came and how it went; reports of one action stand side by side. Raises NotToBeReported."""
    kept = Action.objects.select_for_update().get(pk=action.pk)
    _refuse_unless(not kept.is_history, _("This is reported by somebody else: it cannot be changed here."), "")
    _refuse_unless(kept.status in TELLING_STATUSES, _("This action was cancelled."), "")
    _refuse_unless(kept.on <= _today(at, kept), _("This action lies ahead."), "")
    _refuse_unless(participants is not None or bool(text.strip()), _("Say how many came, or how it went."), "text")
    said = ActionReport(
        action=kept,
        participants=participants,
        qualifier=qualifier or (Qualifier.ABOUT if participants is not None else ""),
        text=text.strip(),
        language=language,
        source=source.strip(),
        source_url=source_url,
        organisation=organisation,
        reported_by=by,
        reported_at=at,
    )
    if participants is None:
        said.qualifier = ""
    check_fields(said, ["qualifier", "text", "language", "source", "source_url"])
    said.save()
    before, kept.status = kept.status, ActionStatus.HAPPENED
    kept.save(update_fields=["status"])
    record("action_reported", said, by=by, at=at, from_state=before, to_state=kept.status)
    return said


def _today(at: datetime, action: Action) -> date:
    """Return what day it is where the action is, or on the island where it is latest."""
    return at.astimezone(ZoneInfo(action.time_zone or "Pacific/Kiritimati")).date()


def _set(action: Action, answers: dict[str, Any]) -> None:
    unknown = answers.keys() - set(ANSWERS)
    if unknown:
        raise TypeError(f"An action has no {', '.join(sorted(unknown))}.")
    for name, value in answers.items():
        setattr(action, name, value.strip() if isinstance(value, str) else value)
    check_fields(action, answers)
    _check_kind_and_place(action)
    _check_time(action)


def _check_kind_and_place(action: Action) -> None:
    if action.kind in HISTORICAL_KINDS:
        raise NotToBePlanned(_("Choose one of the kinds of action."), field="kind")
    if not action.country and action.kind != ActionKind.ONLINE:
        raise NotToBePlanned(_("Say in which country."), field="country")


def _check_time(action: Action) -> None:
    day = action.day
    if not is_plausible(action.on):
        raise NotToBePlanned(_("This day lies too far away."), field="on")
    if day is not None and day.campaign_id != action.campaign_id:
        raise NotToBePlanned(_("Choose a day of this campaign."), field="day")
    if day is not None and not day.date_from <= action.on <= day.date_to:
        raise NotToBePlanned(_("Choose a date within the day of action."), field="on")
    if action.ends_at and (not action.starts_at or action.ends_at <= action.starts_at):
        raise NotToBePlanned(_("It cannot end before it begins."), field="ends_at")
    if action.starts_at and not action.time_zone:
        raise NotToBePlanned(_("Say in which time zone."), field="time_zone")


def _refuse_unless(condition: bool, words: object, field: str) -> None:
    if not condition:
        raise NotToBeReported(words, field=field)
