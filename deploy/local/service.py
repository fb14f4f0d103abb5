"""What a database and a broker have in common: a command to start, an address, and a moment when they answer."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local.waiting import wait_until


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

    def wait(self, still_runs: Callable[[], None], seconds: float = 60) -> None:
        """Wait until it answers. `still_runs` raises when the process has ended; Unavailable when time is up."""
        wait_until(self.answers, still_runs, f"{self.name} does not answer", seconds)
