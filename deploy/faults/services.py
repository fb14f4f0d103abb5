"""Postgres and Redis, to be stopped and to be started again."""

import subprocess

import psycopg2

from deploy.bench.stage import Stage
from deploy.faults.server import LONG
from deploy.local.processes import end
from deploy.local.waiting import wait_until


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
