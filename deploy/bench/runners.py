"""Processes that are measured: those that say `ready`, work when told to and say `done`; and Celery's workers."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.local.places import LOGS, ROOT
from deploy.local.processes import die_with_parent, end, last_lines, spawn
from deploy.local.waiting import Unavailable, wait_until

TERM = 15


class Runner:
    """A process that makes ready, waits for a word, works, and waits to be let go."""

    def __init__(self, command: list[str | Path], environment: Mapping[str, str], folder: Path = ROOT) -> None:
        self.log = LOGS / "bench.log"
        with self.log.open("wb") as log:
            self.process: subprocess.Popen[Any] = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(environment),
                cwd=folder,
                text=True,
                start_new_session=True,
                preexec_fn=die_with_parent(TERM),  # noqa: PLW1509, since we start no threads
            )
        self.hear("ready")

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *error: object) -> None:
        end(self.process)

    def go(self) -> None:
        """Tell it to work."""
        self._pipe("stdin").write("go\n")
        self._pipe("stdin").flush()

    def hear(self, word: str) -> dict[str, Any]:
        """Wait until it says this word, and return what it adds. Raises Unavailable if it ends."""
        for line in self._pipe("stdout"):
            said, _space, more = line.strip().partition(" ")
            if said == word:
                return dict(json.loads(more or "{}"))
        raise Unavailable(f"What was to be measured has ended:\n{last_lines(self.log)}")

    def _pipe(self, name: str) -> Any:
        return getattr(self.process, name)


@contextmanager
def celery_workers(
    environment: Mapping[str, str], processes: int, *, queues: str = "default,urgent", name: str = "bench"
) -> Iterator[int]:
    """Run a Celery worker with so many processes while the block lasts, and yield its own process."""
    from solidarity.celery import app

    options = ["-Q", queues, "-c", str(processes), "-n", f"{name}@here", "-l", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle"]
    command: list[str | Path] = [sys.executable, "-m", "celery", "-A", "solidarity.celery", "worker", *options, *quiet]
    log = LOGS / f"bench-{name}.log"
    worker = spawn(command, log=log, environment=environment, folder=ROOT)

    def still_runs() -> None:
        if worker.poll() is not None:
            raise Unavailable(f"The worker has ended:\n{last_lines(log)}")

    try:
        wait_until(lambda: bool(app.control.ping([f"{name}@here"], timeout=0.5)), still_runs, "No worker answers", 60)
        yield worker.pid
    finally:
        end(worker)
