"""Waiting for something to come true, but not for ever."""

import time
from collections.abc import Callable


class Unavailable(Exception):
    """Something cannot be had on this machine, or does not answer; the words say what to do."""


def wait_until(
    condition: Callable[[], bool], still_runs: Callable[[], None], otherwise: str, seconds: float = 60
) -> None:
    """Wait for a condition. `still_runs` raises when there is no use in waiting; Unavailable when time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        still_runs()
        if time.monotonic() > deadline:
            raise Unavailable(f"{otherwise} after {seconds:.0f} seconds.")
        time.sleep(0.05)
