"""Starts the portal's processes in order, watches them, and stops them in the reverse order."""

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from types import FrameType, TracebackType
from typing import NoReturn, Self, TextIO

from deploy.local.places import ROOT
from deploy.local.processes import end, last_lines, spawn

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or a polite kill."""


class ChildDied(Exception):
    """A process ended that should have gone on, or a step failed; says which, and its last words."""

    def __init__(self, name: str, code: int, log: Path) -> None:
        super().__init__(f"{name} ended with code {code}. The last lines of {log}:\n\n{last_lines(log)}")


@dataclass(frozen=True)
class Child:
    """One process that we look after."""

    name: str
    process: Popen[bytes]
    log: Path
    stop_signal: int
    may_end: bool


class Supervisor:
    """Looks after children: `with Supervisor(logs) as supervisor`, then `start` each and `watch` them all."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.stopped: list[str] = []

    def __enter__(self) -> Self:
        """Listen for the signals before the first child exists, so that none can be left behind."""
        for number in STOPPING:
            signal.signal(number, raise_stopped)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
        death_signal: int = signal.SIGTERM,
        as_nobody: bool = False,
        may_end: bool = False,
    ) -> Child:
        """Start a process whose output goes to its own log."""
        log = self.logs / f"{name}.log"
        log.write_bytes(b"")
        process = spawn(
            command,
            log=log,
            environment=environment,
            death_signal=death_signal,
            as_nobody=as_nobody,
            folder=Path("/") if as_nobody else ROOT,
        )
        child = Child(name, process, log, stop_signal, may_end)
        self.children.append(child)
        return child

    def step(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        """Run a command to its end and tell each line of it. Raises ChildDied if it or a child fails meanwhile."""
        step = self.start(name, command, environment=environment, may_end=True)
        with step.log.open(errors="replace") as output:
            while step.process.poll() is None:
                tell_lines(output, tell)
                self.raise_if_dead()
                time.sleep(0.05)
            tell_lines(output, tell)
        self.children.remove(step)
        if step.process.returncode:
            raise ChildDied(name, step.process.returncode, step.log)

    def watch(self) -> NoReturn:
        """Wait until somebody asks us to stop. Raises ChildDied as soon as a child has ended."""
        while True:
            self.raise_if_dead()
            time.sleep(0.3)

    def raise_if_dead(self) -> None:
        """Look at every child once."""
        for child in self.children:
            if child.process.poll() is not None and not child.may_end:
                raise ChildDied(child.name, child.process.returncode, child.log)

    def stop(self) -> None:
        """Stop the last started first: web, beat, worker, mailbox, broker, database. Deaf to further signals."""
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        while self.children:
            child = self.children.pop()
            end(child.process, child.stop_signal)
            self.stopped.append(child.name)


def raise_stopped(number: int, frame: FrameType | None) -> NoReturn:
    """Turn a signal into an exception of the main thread."""
    raise Stopped(signal.Signals(number).name)


def tell_lines(output: TextIO, tell: Callable[[str], None]) -> None:
    """Pass on the lines that were written since the last look."""
    for line in output:
        tell(line.rstrip())
