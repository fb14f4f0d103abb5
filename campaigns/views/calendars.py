"""Actions as an iCalendar file (RFC 5545), written by hand: its rules are few."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from campaigns.choices import ActionStatus
from campaigns.models import Action
from unions.localised import country_name, or_hidden

LONGEST_LINE = 75  # octets, the break not counted
STATUS = {ActionStatus.PLANNED: "TENTATIVE", ActionStatus.CANCELLED: "CANCELLED"}


def calendar(actions: Iterable[Action]) -> str:
    """Return a calendar with one event for each action: by the hour where there is one, else by the day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//solidarity portal//actions//EN"]
    lines += [line for action in actions for line in _event(action)]
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    """Return a text as a value: backslash, semicolon, comma and line break are escaped (3.3.11)."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> str:
    """Return a line of at most 75 octets, continued after a space on the next, never inside a letter (3.1)."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE - bool(parts):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])


def _event(action: Action) -> list[str]:
    page = settings.SITE_URL + reverse("campaigns:action-detail", args=[action.public_id])
    place = ", ".join(filter(None, [or_hidden(action.city), or_hidden(action.region), country_name(action.country)]))
    who = action.host.short_name if action.host else action.source
    what = " – ".join(filter(None, [action.get_kind_display(), who]))
    return [
        "BEGIN:VEVENT",
        f"UID:{action.public_id}@{settings.SITE_URL.partition('//')[2]}",
        f"DTSTAMP:{_moment(action.made_at)}",
        *_times(action),
        f"SUMMARY:{escaped(what)}",
        f"LOCATION:{escaped(place)}",
        f"DESCRIPTION:{escaped(or_hidden(action.details))}",
        f"URL:{page}",
        f"STATUS:{STATUS.get(ActionStatus(action.status), 'CONFIRMED')}",
        "END:VEVENT",
    ]


def _times(action: Action) -> list[str]:
    if action.starts_at is None:
        return [f"DTSTART;VALUE=DATE:{action.on:%Y%m%d}", f"DTEND;VALUE=DATE:{action.on + timedelta(days=1):%Y%m%d}"]
    zone = ZoneInfo(action.time_zone)
    hours = [("DTSTART", action.starts_at), ("DTEND", action.ends_at)]
    return [f"{name}:{_moment(datetime.combine(action.on, hour, zone))}" for name, hour in hours if hour]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
