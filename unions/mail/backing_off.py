"""When a refused mail goes again."""

from datetime import timedelta

MOST_ATTEMPTS = 8
MOST_UNCERTAIN = 3  # copies that may have arrived
LEASE = timedelta(minutes=5)
WITHOUT_SERVER = timedelta(minutes=1)
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720))


def back_off(attempts: int) -> timedelta | None:
    """Return how long to wait after this many attempts; None when it has been tried often enough."""
    return _WAITS[attempts - 1] if attempts < MOST_ATTEMPTS else None
