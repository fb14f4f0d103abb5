"""What a database and a broker have in common: a command to start, an address, and a moment when they answer."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Unavailable(Exception):
    """A service cannot be had on this machine, or does not answer; the words say what to do."""


@dataclass(frozen=True)
class Service:
    """A server that is ready to be started."""

    name: str
    command: list[str | Path]
    url: str
    answers: Callable[[], bool]
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    as_nobody: bool = False

    def wait(self, still_runs: Callable[[], None], seconds: float = 30) -> None:
        """Wait until it answers. `still_runs` raises when the process has ended; Unavailable when time is up."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            still_runs()
            if time.monotonic() > deadline:
                raise Unavailable(f"{self.name} does not answer after {seconds:.0f} seconds.")
            time.sleep(0.03)
