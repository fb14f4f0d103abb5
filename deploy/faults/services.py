"""Postgres and Redis, to be stopped, to be left without room on the disk, and to be started again."""

import shutil
import subprocess

import psycopg2

from deploy.bench import meters
from deploy.bench.stage import Stage
from deploy.faults.server import LONG
from deploy.local.places import is_root
from deploy.local.processes import end, other_user
from deploy.local.waiting import Unavailable, wait_until


class Services:
    """Those of a stage; one at a time is down."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def stop(self, name: str, stop_signal: int) -> None:
        """Stop one of them."""
        end(self._take_away(name), stop_signal)

    def start(self, name: str) -> None:
        """Start what was stopped last; Postgres may need a while to recover."""
        service = self._stopped[0]
        self._stage.services.spawn(service)
        service.wait(lambda: None)
        if name == "postgres":
            wait_until(self._takes_connections, lambda: None, "Postgres does not recover", LONG)

    def fill_the_disk(self) -> None:
        """Have the kernel refuse Postgres every further byte, until it has given up and ended."""
        process = self._take_away("postgres")
        refuse_every_byte(process.pid)
        wait_until(lambda: process.poll() is not None, lambda: None, "Postgres goes on without a byte", LONG)

    def _take_away(self, name: str) -> "subprocess.Popen[bytes]":
        running = self._stage.services.running
        self._stopped = next(pair for pair in running if pair[0].name == name)
        running.remove(self._stopped)
        return self._stopped[1]

    def _takes_connections(self) -> bool:
        try:
            psycopg2.connect(self._stage.database_url, connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True


def refuse_every_byte(root: int) -> None:
    """Let the kernel refuse a process, and all that it starts, whatever they would write to a file.

    Only their own user may ask for that. Raises Unavailable where util-linux is missing.
    """
    if shutil.which("prlimit") is None:
        raise Unavailable("There is no prlimit, of util-linux, to keep Postgres from writing.")
    refuse(root, check=True)  # first, for what it starts from now on
    for pid in meters.children(root):
        refuse(pid, check=False)  # it may have ended


def refuse(pid: int, *, check: bool) -> None:
    """Let no file of this process grow by a byte, and none be written to."""
    command = ["prlimit", f"--pid={pid}", "--fsize=0:"]
    subprocess.run(command, check=check, capture_output=True, **other_user(as_nobody=is_root()))
