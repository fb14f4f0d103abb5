"""Counts queries, so that a list can be compared with itself."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(act: Callable[[], object]) -> int:
    """Return how many queries an act makes."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
