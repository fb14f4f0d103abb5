"""The agenda of a visit, written by both unions."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchanges.actions import visits
from exchanges.choices import COMING_STATES
from exchanges.models import ItineraryItem, Visit
from unions.audit import record
from unions.models import User
from unions.validators import Refused, check_fields

ANSWERS = ("kind", "starts_at", "ends_at", "time_zone", "place", "host_contact", "notes", "language", "is_public")
TRAVEL_DAYS = timedelta(days=1)  # people arrive the day before, and leave the day after


class Over(Refused):
    """The visit is over or called off."""


class WrongHours(Refused):
    """It ends before it begins, or lies outside the visit."""


@transaction.atomic
def add(*, visit: Visit, by: User, at: datetime, **answers: Any) -> ItineraryItem:
    """Add a line to the agenda. Raises Over, WrongHours."""
    item = ItineraryItem(visit=_coming(visit))
    return _fill(item, "item_added", answers, by, at)


@transaction.atomic
def change(*, item: ItineraryItem, by: User, at: datetime, **answers: Any) -> ItineraryItem:
    """Change a line. Raises Over, WrongHours."""
    item.visit = _coming(item.visit)
    return _fill(item, "item_changed", answers, by, at)


@transaction.atomic
def remove(*, item: ItineraryItem, by: User, at: datetime) -> None:
    """Take a line off the agenda. Raises Over."""
    _coming(item.visit)
    record("item_removed", item, by=by, at=at)
    item.delete()


def _fill(item: ItineraryItem, action: str, answers: dict[str, Any], by: User, at: datetime) -> ItineraryItem:
    for name in ANSWERS:
        if name in answers:
            setattr(item, name, answers[name])
    check_fields(item, [name for name in ANSWERS if answers.get(name)])
    _check_hours(item)
    item.save()
    record(action, item, by=by, at=at)
    return item


def _check_hours(item: ItineraryItem) -> None:
    if item.ends_at <= item.starts_at:
        raise WrongHours(_("It ends before it begins."), field="ends")
    zone = ZoneInfo(item.time_zone)
    first, last = item.starts_at.astimezone(zone).date(), item.ends_at.astimezone(zone).date()
    visit = item.visit
    if first < visit.from_on - TRAVEL_DAYS or last > visit.until_on + TRAVEL_DAYS:
        raise WrongHours(_("This day lies outside the visit."), field="starts")


def _coming(visit: Visit) -> Visit:
    found = visits.hold(visit)
    if found.state not in COMING_STATES:
        raise Over(_("The agenda of a visit that is over is no longer changed."))
    return found
