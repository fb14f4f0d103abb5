"""What is broken: services, two Celery workers of two processes each, beat, a mail server; and the ways to break it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from deploy.bench import meters
from deploy.bench.stage import Stage
from deploy.faults.server import Server
from deploy.local.places import LOGS, ROOT
from deploy.local.processes import end, spawn
from deploy.local.waiting import wait_until

SETTINGS = "deploy.faults.settings"
DATABASE = {
    "fsync": "off",
    "full_page_writes": "off",
}  # the machine does not fail, only Postgres does; commits are kept
CELERY = (sys.executable, "-m", "celery", "-A", "deploy.faults.celery_app")
POOL = 2
WARM = 120.0  # seconds that a worker may take to finish what it does


@dataclass
class Worker:
    """A Celery worker with its pool."""

    name: str
    process: "subprocess.Popen[bytes]"
    clock: float

    def pool(self) -> list[int]:
        """Return the processes of its pool."""
        return meters.children(self.process.pid)


class Stand:
    """Everything that a scenario needs; `kills` counts the deaths after which a copy may go twice."""

    def __init__(self, stack: ExitStack, seed: int) -> None:
        self.chance = random.Random(seed)
        self.stage = Stage(stack, DATABASE)
        self.server = Server()
        stack.callback(self.server.stop)
        self.stage.set_up(DJANGO_SETTINGS_MODULE=SETTINGS)
        self.workers: list[Worker] = []
        self.beats: list[subprocess.Popen[bytes]] = []
        stack.callback(self.rest)
        self.kills = 0

    def begin(self, *clocks: float, beats: int = 1, pool: int = POOL) -> None:
        """Start workers with clocks that are wrong by so many seconds, and beats, on an empty broker and outbox."""
        from django.db import connection

        self.rest()
        self.kills = 0
        self.server.forget()
        self.flush_broker()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE alerts_alertdelivery, unions_announcement, unions_unsubscription CASCADE")
        for number, clock in enumerate(clocks or (0.0, 0.0)):
            self.workers.append(self.start_worker(f"worker{number}", clock, pool))
        self.beats = [self.start_beat(number) for number in range(beats)]
        wait_until(lambda: all(worker.pool() for worker in self.workers), lambda: None, "No pool", 90)

    def rest(self) -> None:
        """Stop workers and beats."""
        for worker in self.workers:
            end(worker.process, signal.SIGKILL)
        for beat in self.beats:
            end(beat, signal.SIGKILL)
        self.workers, self.beats = [], []

    def start_worker(self, name: str, clock: float = 0.0, pool: int = POOL) -> Worker:
        """Start one worker."""
        options = ["-Q", "default,urgent", "-c", str(pool), "-n", f"{name}@here", "-l", "WARNING"]
        command = [*CELERY, "worker", *options, "--without-gossip", "--without-mingle"]
        environment = self.environment(FAULTS_CLOCK=str(clock))
        return Worker(
            name, spawn(command, log=LOGS / f"faults-{name}.log", environment=environment, folder=ROOT), clock
        )

    def start_beat(self, number: int = 0) -> "subprocess.Popen[bytes]":
        """Start a beat with a file of its own."""
        schedule = self.stage.services.folder / f"beat{number}-{time.monotonic_ns()}"
        command: list[str | Path] = [*CELERY, "beat", "-s", schedule, "--pidfile=", "-l", "WARNING"]
        return spawn(command, log=LOGS / "faults-beat.log", environment=self.environment(), folder=ROOT)

    def environment(self, **more: str) -> dict[str, str]:
        """Return the variables of a portal in a hurry whose mail goes to the server with moods."""
        return self.stage.environment(self.server.port, DJANGO_SETTINGS_MODULE=SETTINGS, **more)

    # Ways to break it. Those after which a copy may go twice count as kills.

    def kill_child(self) -> str:
        """Kill one process of a pool, one that is sending where there is one; return which."""
        sending = self.sending()
        pids = sending or self.pools()
        if pids:
            send(self.chance.choice(pids), signal.SIGKILL)
            self.kills += 1
        return "a process of a pool killed" + ("" if sending else " between two turns")

    def pools(self) -> list[int]:
        """Return the processes of all pools."""
        return [pid for worker in self.workers for pid in worker.pool()]

    def sending(self, seconds: float = 3) -> list[int]:
        """Wait until processes of the pools are sending, and return them; none where none began in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if busy := meters.connected_to(self.server.port, self.pools()):
                return busy
            time.sleep(0.02)
        return []

    def kill_worker(self) -> str:
        """Kill a worker with its whole pool, and start it anew; return whether it was sending."""
        sending = self.sending()
        place = self.chance.randrange(len(self.workers))
        worker = self.workers[place]
        self.kills += len(worker.pool())
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        self.workers[place] = self.start_worker(worker.name, worker.clock)
        return "a worker killed" + ("" if sending else " between two turns")

    def stop_beyond_the_lease(self) -> str:
        """Hold a process of a pool up until its lease has ended, then let it go on."""
        from unions.mail.backing_off import LEASE

        pids = self.sending() or self.pools()
        if pids:
            pid = self.chance.choice(pids)
            send(pid, signal.SIGSTOP)
            self.kills += 1
            time.sleep(LEASE.total_seconds() + 0.5)
            send(pid, signal.SIGCONT)
        return "SIGSTOP beyond the lease"

    def flush_broker(self) -> str:
        """Forget everything that the broker knows."""
        redis.Redis.from_url(self.stage.redis_url).flushall()
        return "FLUSHALL"

    def stop_broker(self) -> None:
        """Stop the broker; `start_broker` begins with an empty one."""
        self._stop("redis", signal.SIGTERM)

    def start_broker(self) -> None:
        """Start the broker again."""
        self._start("redis")

    def restart_broker(self) -> str:
        """Stop the broker for a moment."""
        self.stop_broker()
        time.sleep(self.chance.uniform(0.1, 1.0))
        self.start_broker()
        return "Redis stopped and started"

    def restart_postgres(self) -> str:
        """Let Postgres drop everything at once and recover; what had no record yet may go twice."""
        from django.db import connections

        self._stop("postgres", signal.SIGQUIT)
        self.kills += sum(len(worker.pool()) for worker in self.workers)
        self._start("postgres")
        wait_until(self._takes_connections, lambda: None, "Postgres does not recover", 60)
        connections.close_all()
        return "Postgres restarted at once"

    def deploy(self) -> None:
        """Let each worker finish what it does, and start it anew, as a deployment does."""
        for place, worker in enumerate(self.workers):
            fresh = self.start_worker(f"{worker.name}-next", worker.clock)
            worker.process.send_signal(signal.SIGTERM)
            worker.process.wait(WARM)
            self.workers[place] = fresh

    def mixed_faults(self) -> list[Callable[[], str]]:
        """Return everything that a mixed run draws from; each says its name when it has happened."""
        return [
            self.kill_child,
            self.kill_worker,
            self.flush_broker,
            self.restart_broker,
            self.restart_postgres,
            self.stop_beyond_the_lease,
        ]

    def _takes_connections(self) -> bool:
        try:
            psycopg2.connect(self.stage.database_url, connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _stop(self, name: str, stop_signal: int) -> None:
        running = self.stage.services.running
        self._stopped = next(pair for pair in running if pair[0].name == name)
        running.remove(self._stopped)
        end(self._stopped[1], stop_signal)

    def _start(self, name: str) -> None:
        service = self._stopped[0]
        self.stage.services.spawn(service)
        service.wait(lambda: None)


def send(pid: int, what: int) -> None:
    """Send a signal to a process that may just have ended."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return
