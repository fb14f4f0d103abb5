"""What is broken: services, two Celery workers of two processes each, beat, a mail server; and the ways to break it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import redis

from deploy.bench import meters
from deploy.bench.stage import Stage
from deploy.faults.copies import MAIL, Copy
from deploy.faults.server import LONG, Hold, Server, Wanted
from deploy.faults.services import Services
from deploy.local.places import LOGS, ROOT
from deploy.local.processes import end, spawn
from deploy.local.waiting import Unavailable, wait_until

if TYPE_CHECKING:  # of which Django must be set up
    from deploy.bench.world import Crowd

Begun = TypeVar("Begun")
SETTINGS = "deploy.faults.settings"
DATABASE = {
    "fsync": "off",
    "full_page_writes": "off",
}  # the machine does not fail, only Postgres does; commits are kept
CELERY = (sys.executable, "-m", "celery", "-A", "deploy.faults.celery_app")
POOL = 2
# Short, so that what is held up beyond its lease is not held up for minutes; long, so that a busy machine alone holds
# nothing up so long. What a dead process held is given back without waiting for it.
HURRY = {"FAULTS_LEASE": "20", "FAULTS_HEARING": "3"}
DEEP = 30  # a fault comes at the latest after so many further messages


@dataclass
class Worker:
    """A Celery worker with its pool."""

    name: str
    process: "subprocess.Popen[bytes]"
    clock: float

    def pool(self) -> list[int]:
        """Return the processes of its pool."""
        return meters.children(self.process.pid)


@dataclass(frozen=True)
class Caught:
    """A process of a pool in the middle of a message, which the server holds."""

    pid: int
    hold: Hold


class Stand:
    """Everything that a scenario needs; `kills` counts the deaths after which fifty copies may go twice."""

    def __init__(self, stack: ExitStack, seed: int) -> None:
        self.chance = random.Random(seed)
        self.workers: list[Worker] = []
        self.beats: list[subprocess.Popen[bytes]] = []
        self.stage = Stage(stack, DATABASE)
        self.services = Services(self.stage)
        self.server = Server(meanwhile=self.look_after)
        stack.callback(self.server.stop)
        self.stage.set_up(DJANGO_SETTINGS_MODULE=SETTINGS, **HURRY)
        stack.callback(self.rest)
        self.kills = 0
        self.copies_again = 0  # that may go again, beyond those of kills and of lines that broke
        self.hands = 0  # messages to devices of which no process may know any more what became
        self.aimed: Hold | None = None  # what the next fault waits for
        self.caught: list[Copy] = []  # in the middle of which faults came
        from deploy.faults import looks

        looks.make_table()

    def begin(self, *clocks: float, beats: int = 1) -> None:
        """Have workers with clocks that are wrong by so many seconds, and beats, on an empty broker and outbox.

        Workers that are there already stay.
        """
        self.server.forget()
        self._want_workers(clocks or (0.0, 0.0))
        self._want_beats(beats)
        self.flush_broker()
        wait_until(lambda: all(worker.pool() for worker in self.workers), self.look_after, "No pool", LONG)
        self.kills, self.copies_again, self.hands = 0, 0, 0
        self.aimed, self.caught = None, []
        patiently(self._empty_outbox)

    def _want_workers(self, clocks: tuple[float, ...]) -> None:
        if [worker.clock for worker in self.workers] == list(clocks):
            return
        self.rest()
        for number, clock in enumerate(clocks):
            self.workers.append(self.start_worker(f"worker{number}", clock))

    def _want_beats(self, number: int) -> None:
        while len(self.beats) > number:
            end(self.beats.pop(), signal.SIGKILL)
        while len(self.beats) < number:
            self.beats.append(self.start_beat(len(self.beats)))

    def _empty_outbox(self) -> None:
        from deploy.faults import looks

        looks.forget()
        looks.ask("TRUNCATE alerts_alertdelivery, unions_announcement, unions_unsubscription CASCADE")

    def look_after(self) -> None:
        """Start anew what has ended by itself, as an init does: Celery ends when it loses its broker twice at once."""
        for place, worker in enumerate(self.workers):
            if worker.process.poll() is not None:
                self._count_killed(POOL)
                end(worker.process, signal.SIGKILL)
                self.workers[place] = self.start_worker(worker.name, worker.clock)
        for place, beat in enumerate(self.beats):
            if beat.poll() is not None:
                self.beats[place] = self.start_beat(place)

    def rest(self) -> None:
        """Stop workers and beats."""
        for worker in self.workers:
            end(worker.process, signal.SIGKILL)
        self.workers = []
        self._want_beats(0)

    def start_worker(self, name: str, clock: float = 0.0) -> Worker:
        """Start one worker."""
        options = ["-Q", "default,urgent", "-c", str(POOL), "-n", f"{name}@here", "-l", "WARNING"]
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
        return self.stage.environment(self.server.port, DJANGO_SETTINGS_MODULE=SETTINGS, **HURRY, **more)

    @property
    def broker_port(self) -> int:
        """The port of the broker."""
        return int(urlsplit(self.stage.redis_url).port or 0)

    def pools(self) -> list[int]:
        """Return the processes of all pools."""
        return [pid for worker in self.workers for pid in worker.pool()]

    def aim(self, wanted: Wanted) -> None:
        """Let the next fault come in the middle of a message of this kind; somebody must see that there is one."""
        self.aimed = self.server.hold_after(0, is_taken=self.chance.random() < 0.5, wanted=wanted)

    def catch(self, hold: Hold | None = None) -> Caught:
        """Wait until a process is in the middle of one of the next messages, and have the server hold that.

        One that had not the patience is gone again: then the next one is caught.
        """
        hold, self.aimed = hold or self.aimed, None
        while True:
            taken = self.chance.random() < 0.5
            hold = hold or self.server.hold_after(self.chance.randrange(DEEP), is_taken=taken)
            for pid in meters.held_by(*hold.wait(), self.pools()):
                self.caught += hold.copies
                self.hands += len(hold.copies)  # it may be held longer than its sender waits
                return Caught(pid, hold)
            hold.let_go(is_cut=True)
            hold = None

    @contextmanager
    def caught_while(self, begin: Callable[[], Begun]) -> Iterator[Begun]:
        """Begin something, and do more while a process is in the middle of a message of it."""
        hold = self.server.hold_after(self.chance.randrange(DEEP))
        begun = begin()
        hold.wait()
        yield begun
        hold.let_go()

    def is_quiet(self) -> bool:
        """Whether the broker has no task, and no worker has one that is not done."""
        with redis.Redis.from_url(self.stage.redis_url) as client:
            return not any(client.llen("default") + client.hlen("unacked") for _time in range(20))

    def end_leases_of_the_dead(self, *, but_of: tuple[int, ...] = ()) -> None:
        """Let time pass for all that nobody works on any more, however long a lease is; these count as dead."""
        from deploy.faults import looks

        before = looks.now()
        looks.end_leases_of_the_dead(before, [pid for pid in self.pools() if pid not in but_of])

    # Ways to break it, each while a message is held. Those after which copies may go twice count as kills.

    def kill_child(self, hold: Hold | None = None) -> str:
        """Kill a process of a pool in the middle of a message."""
        caught = self.catch(hold)
        send(caught.pid, signal.SIGKILL)
        self._count_killed(1)
        wait_until(lambda: caught.pid not in self.pools(), lambda: None, "A killed process lives on", LONG)
        caught.hold.let_go(is_cut=True)
        return "a process of a pool killed"

    def kill_worker(self) -> str:
        """Kill a worker with its whole pool, one process of which is in the middle of a message; start it anew."""
        caught = self.catch()
        place = next((n for n, worker in enumerate(self.workers) if caught.pid in worker.pool()), 0)
        worker = self.workers[place]
        self._count_killed(len(worker.pool()))
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        caught.hold.let_go(is_cut=True)
        self.workers[place] = self.start_worker(worker.name, worker.clock)
        return "a worker killed"

    def stop_beyond_the_lease(self) -> str:
        """Hold a process up until others have told all whom it had left, then let it go on.

        Others tell again whom it had told and not recorded. On each of its sessions it may have sent a message that the
        server has not seen yet, and announced one more; and it may have had some on their way to devices.
        """
        from django.conf import settings

        from solidarity.alerts.channels.batches import AT_ONCE
        from unions.mail.backing_off import LEASE

        caught = self.catch()
        send(caught.pid, signal.SIGSTOP)
        self.copies_again += self._unrecorded() + 2 * settings.MAIL_SESSIONS + AT_ONCE
        self.hands += AT_ONCE
        time.sleep(LEASE.total_seconds() / 2 + 0.5)  # so long it may believe that its rows are its own
        wait_until(lambda: self._others_have_told_all(caught.pid), self.look_after, "The others do not end", LONG)
        caught.hold.let_go()
        send(caught.pid, signal.SIGCONT)
        return "SIGSTOP beyond the lease"

    def _unrecorded(self) -> int:
        """Return how many mails were told and not recorded; of digests each process has one at the most."""
        from solidarity.alerts.models import AlertDelivery, DeliveryState

        sent = AlertDelivery.objects.filter(state=DeliveryState.SENT, channel=MAIL)
        recorded = sent.count()  # first: others go on meanwhile
        told = {copy.message_id for copy in list(self.server.copies) if copy.channel == MAIL}
        return len(told) - recorded + len(self.pools())

    def _others_have_told_all(self, pid: int) -> bool:
        from deploy.faults import looks
        from solidarity.alerts.models import AlertDelivery, DeliveryState

        self.end_leases_of_the_dead(but_of=(pid,))
        looks.let_the_hour_come()
        return not AlertDelivery.objects.filter(state=DeliveryState.WAITING).exists()

    def _count_killed(self, processes: int) -> None:
        """Count processes that are killed: each may have had as many messages on their way to devices as it can."""
        from solidarity.alerts.channels.batches import AT_ONCE

        self.kills += processes
        self.hands += AT_ONCE * processes

    def flush_broker(self) -> str:
        """Forget everything that the broker knows."""
        with redis.Redis.from_url(self.stage.redis_url) as client:
            client.flushall()
        return "FLUSHALL"

    def stop_broker(self) -> None:
        """Stop the broker; `start_broker` begins with an empty one."""
        self.services.stop("redis", signal.SIGTERM)

    def start_broker(self) -> None:
        """Start the broker again."""
        self.services.start("redis")

    def restart_broker(self) -> str:
        """Stop the broker and start it."""
        self.stop_broker()
        self.start_broker()
        return "Redis stopped and started"

    def restart_postgres(self) -> str:
        """Let Postgres drop everything at once and recover."""
        self.services.stop("postgres", signal.SIGQUIT)
        self._recover_postgres()
        return "Postgres restarted at once"

    def fill_the_disk(self) -> str:
        """Let the kernel refuse Postgres every further byte until it gives up; then there is room again."""
        self.services.fill_the_disk()
        self._recover_postgres()
        return "the disk of Postgres full"

    def _recover_postgres(self) -> None:
        """Start it again; what workers held may go twice."""
        from django.db import connections

        from solidarity.alerts.channels.batches import AT_ONCE
        from solidarity.alerts.queueing import BATCH

        self.copies_again += BATCH * len(self.pools())
        self.hands += AT_ONCE * len(self.pools())
        self.services.start("postgres")
        connections.close_all()

    def kill_publisher(self, moment: str, crowd: "Crowd") -> None:
        """Kill a process that publishes for this crowd, right before or right after its commit."""
        command = [sys.executable, "-m", "deploy.faults.publishing", moment, crowd.country]
        command += [str(crowd.first), str(crowd.size)]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, cwd=ROOT, env=self.environment(), **pipes) as process:
            stands_still = process.stdout and process.stdout.readline()
            process.kill()
        if not stands_still:
            raise Unavailable("Who should publish has ended.")

    def deploy(self) -> None:
        """Let each worker finish what it does, and start it anew, as a deployment does."""
        for place, worker in enumerate(self.workers):
            fresh = self.start_worker(f"{worker.name}-next", worker.clock)
            worker.process.send_signal(signal.SIGTERM)
            worker.process.wait(LONG)
            self.workers[place] = fresh

    def mixed_faults(self) -> list[Callable[[], str]]:
        """Return everything that a mixed run draws from; each says its name when it has happened."""
        return [
            self.kill_child,
            self.kill_worker,
            self.stop_beyond_the_lease,
            self.in_the_middle(self.flush_broker),
            self.in_the_middle(self.restart_broker),
            self.in_the_middle(self.restart_postgres),
        ]

    def in_the_middle(self, break_something: Callable[[], str]) -> Callable[[], str]:
        """Return the same, done while a process is in the middle of a message."""

        def break_it() -> str:
            caught = self.catch()
            name = break_something()
            caught.hold.let_go()
            return name

        return break_it


def send(pid: int, what: int) -> None:
    """Send a signal to a process that may just have ended."""
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def patiently(ask: Callable[[], Any]) -> Any:
    """Ask the database again where Postgres has just gone away under us."""
    from django.db import Error, connections

    deadline = time.monotonic() + LONG
    while True:
        try:
            return ask()
        except Error:
            connections.close_all()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
