"""The mail server that is measured against: built from `smtp_sink.c` when needed, asked for its counters."""

import json
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import STATE
from deploy.local.ports import any_free
from deploy.local.processes import end, spawn
from deploy.local.waiting import Unavailable, wait_until

SOURCE = Path(__file__).with_name("smtp_sink.c")
PROGRAM = STATE / "bench" / "smtp_sink"


def build() -> Path:
    """Compile the sink unless this very source was compiled before. Raises Unavailable where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise Unavailable("The bench builds its mail server from C: install a compiler (`apt-get install gcc`).")
    PROGRAM.parent.mkdir(parents=True, exist_ok=True)
    built_from = PROGRAM.with_suffix(".c")
    if not PROGRAM.exists() or not built_from.exists() or built_from.read_bytes() != SOURCE.read_bytes():
        subprocess.run([compiler, "-O2", "-o", PROGRAM, SOURCE], check=True)
        shutil.copy(SOURCE, built_from)
    return PROGRAM


@dataclass
class Counters:
    """What the sink has taken since it was asked to forget; `last` is by time.monotonic."""

    messages: int
    bytes: int
    distinct: int
    doubled: int
    last: float


class Sink:
    """A sink that runs; copies are counted for u0@… to u<highest - 1>@…."""

    def __init__(self, highest: int, delay: int = 0) -> None:
        self.port = any_free()
        self.delay = delay
        command: list[str | Path] = [build(), "-p", str(self.port), "-d", str(delay), "-v", str(highest)]
        self.process = spawn(command)
        wait_until(self._answers, lambda: None, "The sink does not answer", 10)

    def counters(self) -> Counters:
        """Ask for the counters."""
        told = json.loads(self._ask("XSTAT"))
        last = told["last_ms"] / 1000
        return Counters(told["messages"], told["bytes"], told["distinct"], told["doubled"], last)

    def forget(self) -> None:
        """Begin to count anew."""
        self._ask("XRSET")

    def stop(self) -> None:
        """End it."""
        end(self.process)

    def _answers(self) -> bool:
        try:
            self._ask("NOOP")
        except OSError:
            return False
        return True

    def _ask(self, word: str) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line, line.makefile("rw") as session:
            session.readline()
            session.write(f"{word}\r\n")
            session.flush()
            return session.readline()[4:]
