"""Quiet hours at the last look: what was due before they began, and did not leave in time, waits until they are over.

The fan-out keeps them by itself, for all at once; see `audience.py`.
"""

from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def left_of_quiet(now: datetime, quiet_from: time | None, quiet_until: time | None, zone: str) -> timedelta | None:
    """Return how long the quiet hours last in which this moment is on the wall of a zone; None where it is in none."""
    if quiet_from is None or quiet_until is None:
        return None
    wall = now.astimezone(_place(zone))
    hour = wall.time()
    begun, not_over = hour >= quiet_from, hour < quiet_until
    if not (begun and not_over if quiet_from < quiet_until else begun or not_over):
        return None
    day = wall.date() if not_over else wall.date() + timedelta(days=1)
    end = datetime.combine(day, quiet_until, wall.tzinfo).replace(fold=wall.fold)  # of an hour that comes twice
    left = end.astimezone(UTC) - now
    return left if left > timedelta() else None


@cache
def _place(zone: str) -> tzinfo:
    """Return a zone by its name; one that there is not is UTC, as for the fan-out."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
