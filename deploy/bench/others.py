"""The yardstick and the peers, each measured once per call."""

import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from deploy.bench import meters
from deploy.bench.measurements import Case, Measurement
from deploy.bench.runners import Runner
from deploy.bench.sink import Sink
from deploy.bench.stage import PEERS, Stage
from deploy.local import bootstrap
from deploy.local.places import STATE
from deploy.local.waiting import Unavailable

SMTP_SOURCE = ("smtp-source", "/usr/sbin/smtp-source", "/usr/lib/postfix/sbin/smtp-source")
PINS = Path(__file__).with_name("requirements.txt")
PROJECT = Path(__file__).with_name("peers")
PEER_WAYS = ("send_messages", "post_office", "django_mailer", "celery_tasks")


def find_smtp_source() -> str:
    """Return Postfix's generator. Raises Unavailable where it is not installed."""
    found = next((path for name in SMTP_SOURCE if (path := shutil.which(name))), None)
    if found is None:
        raise Unavailable(
            "The yardstick is Postfix's own generator, smtp-source, which this machine lacks: "
            "`apt-get install postfix` brings it; no Postfix need run."
        )
    return found


def yardstick(case: Case, sink: Sink, message_bytes: int) -> Measurement:
    """Let smtp-source send messages of this length in as many sessions as the case has workers."""
    where = ["-f", "portal@example.org", "-t", "u@example.org", f"127.0.0.1:{sink.port}"]
    options = ["-d", "-s", str(case.workers), "-l", str(message_bytes), "-m", str(case.size)]
    sink.forget()
    began = time.monotonic()
    subprocess.run([find_smtp_source(), *options, *where], check=True, stdout=subprocess.DEVNULL)
    counted = sink.counters()
    return Measurement(case, counted.last - began, counted.messages, case.size - counted.messages, bytes=counted.bytes)


def make_environment(stage: Stage) -> None:
    """Install the peers apart from the portal, and make their database."""
    folder = peers_environment()
    folder.parent.mkdir(exist_ok=True)
    if not bootstrap.is_ready(folder, PINS):
        bootstrap.make(folder, PINS)
    connection = psycopg2.connect(stage.database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {PEERS}")
    connection.close()


def peers_environment() -> Path:
    """Name the environment of the peers."""
    return STATE / "bench" / "peers"


def peer(case: Case, sink: Sink, stage: Stage) -> Measurement:
    """Let one peer send to so many people, from queueing to the last reply."""
    database = urlsplit(stage.database_url)._replace(path=f"/{PEERS}").geturl()
    environment = {
        "PATH": "/usr/bin:/bin",
        "PEERS_DATABASE_URL": database,
        "PEERS_REDIS_URL": stage.redis_url.rsplit("/", 1)[0] + "/5",
        "SINK_PORT": str(sink.port),
    }
    python = peers_environment() / "bin" / "python"
    with Runner([python, PROJECT / "ways.py", case.way, str(case.size)], environment, PROJECT) as runner:
        meter = Meter(sink, runner.process.pid, stage.postgres_pid)
        runner.go()
        runner.hear("done")
        wait_for(sink, case.size)
        return meter.read(case)


def wait_for(sink: Sink, mails: int) -> None:
    """Wait until the sink has so many mails, but not for ever: what is missing then is lost."""
    patience = Patience(sink)
    while sink.counters().messages < mails and not patience.is_over():
        time.sleep(0.05)


class Patience:
    """Is over when the sink has been given nothing new for so many seconds."""

    def __init__(self, sink: Sink, seconds: float = 120) -> None:
        self.sink, self.seconds = sink, seconds
        self.seen, self.since = -1, time.monotonic()

    def is_over(self) -> bool:
        """Look again, and say whether there is no use in waiting."""
        seen = self.sink.counters().messages
        if seen != self.seen:
            self.seen, self.since = seen, time.monotonic()
        return time.monotonic() - self.since > self.seconds


class Meter:
    """Reads the counters and the meters at the beginning of a measurement and at its end."""

    def __init__(self, sink: Sink, worker: int, postgres: int) -> None:
        self.sink, self.worker, self.postgres = sink, worker, postgres
        sink.forget()
        self.worker_used, self.postgres_used = meters.cpu(worker), meters.cpu(postgres)
        self.began = time.monotonic()

    def read(self, case: Case, statements: int | None = None) -> Measurement:
        """Return what was measured since the beginning."""
        counted = self.sink.counters()
        return Measurement(
            case,
            seconds=max(counted.last - self.began, 1e-3),
            mails=counted.messages,
            lost=case.size - counted.distinct,
            doubled=counted.doubled,
            worker_cpu=meters.cpu(self.worker) - self.worker_used,
            postgres_cpu=meters.cpu(self.postgres) - self.postgres_used,
            peak_memory=meters.peak_memory(self.worker),
            statements=statements,
            bytes=counted.bytes,
        )
