"""The portal's own alerts, through the doors that everybody uses: announced, swept by Celery's workers, recorded."""

import sys
import time
from dataclasses import dataclass
from io import StringIO

from django.db import connection, transaction
from django.utils import timezone

from deploy.bench import world
from deploy.bench.measurements import Case, Measurement
from deploy.bench.others import Meter, Patience
from deploy.bench.runners import Runner, celery_workers
from deploy.bench.sink import Sink
from deploy.bench.stage import Stage
from deploy.bench.world import Crowd
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertBatch, AlertDelivery, DeliveryState
from unions import waking
from unions.announcements import announce
from unions.models import Announcement

SWEEP = "solidarity.alerts.tasks.sweep"
WAKING = 0.5  # seconds between wakings of the further workers: a short run should not end before they hear of it


@dataclass(frozen=True)
class Materialised:
    """Rows of the audience a second: written by the engine, and copied into the same table by COPY."""

    size: int
    written: float
    copied: float


@dataclass(frozen=True)
class Urgent:
    """Seconds from publishing an urgent call to the record of its first mail, and what was still waiting then."""

    seconds: float
    waiting: int


def publish(crowd: Crowd, *, is_urgent: bool = False) -> Announcement:
    """Publish news to a crowd: written in one transaction, the waking sent on its commit."""
    solidarity_request = world.ask(crowd)
    with transaction.atomic():
        return announce("request_opened", solidarity_request, by=None, at=timezone.now(), is_urgent=is_urgent)


def forget_news(stage: Stage) -> None:
    """Begin with no news, no rows and no waking."""
    import redis

    redis.Redis.from_url(stage.redis_url).flushall()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE alerts_alertdelivery, unions_announcement CASCADE")
        cursor.execute("VACUUM ANALYZE alerts_alertdelivery, unions_announcement")


def end_to_end(case: Case, crowd: Crowd, sink: Sink, stage: Stage) -> Measurement:
    """Publish to a crowd and wait until every copy is recorded; the time ends with the last `250`."""
    forget_news(stage)
    with celery_workers(stage.environment(sink.port, case.sessions), case.workers) as worker:
        meter = Meter(sink, worker, stage.postgres_pid)
        announcement = publish(crowd)
        wait_until_told(announcement, Patience(sink), case.workers)
        found = meter.read(case)
    return recorded(found, announcement)


def wait_until_told(announcement: Announcement, patience: Patience, workers: int) -> None:
    """Wait until no copy waits; every worker is woken again and again, as beat would do every five seconds."""
    woken = 0.0
    while not is_told(announcement) and not patience.is_over():
        if time.monotonic() - woken > WAKING:
            woken = time.monotonic()
            for _worker in range(1, workers):
                waking.send(SWEEP)
        time.sleep(0.05)


def is_told(announcement: Announcement) -> bool:
    """Say whether all rows are there and none waits."""
    fanned_out = Announcement.objects.filter(pk=announcement.pk, fanned_out_at__isnull=False)
    return fanned_out.exists() and not AlertBatch.objects.filter(announcement=announcement).exists()


def recorded(found: Measurement, announcement: Announcement) -> Measurement:
    """Count as lost what has no record of having been sent, where that is more than what the sink misses."""
    sent = AlertDelivery.objects.filter(announcement=announcement, state=DeliveryState.SENT).count()
    return Measurement(**{**vars(found), "lost": max(found.lost, found.case.size - sent)})


def loop_alone(case: Case, crowd: Crowd, sink: Sink, stage: Stage) -> Measurement:
    """Write the rows first, then let one process without Celery send and record them; count its SQL statements."""
    forget_news(stage)
    announcement = publish(crowd)
    while write_next_chunk(announcement.pk):
        continue
    with Runner([sys.executable, "-m", "deploy.bench.loop"], stage.environment(sink.port)) as runner:
        meter = Meter(sink, runner.process.pid, stage.postgres_pid)
        runner.go()
        found = meter.read(case, runner.hear("done")["statements"])
    return recorded(found, announcement)


def materialise(crowd: Crowd, stage: Stage) -> Materialised:
    """Write the rows of an audience by the engine, take them out, and COPY the same rows into the same table."""
    forget_news(stage)
    announcement = publish(crowd)
    began = time.monotonic()
    while write_next_chunk(announcement.pk):
        continue
    written = time.monotonic() - began
    table = AlertDelivery._meta.db_table
    rows = StringIO()
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
        cursor.execute(f"TRUNCATE {table}")
        rows.seek(0)
        began = time.monotonic()
        cursor.cursor.copy_expert(f"COPY {table} FROM STDIN", rows)
        copied = time.monotonic() - began
    return Materialised(crowd.size, crowd.size / written, crowd.size / copied)


def publishing_time(crowd: Crowd) -> float:
    """Return the seconds that the publishing request spends on the news, the waking included."""
    solidarity_request = world.ask(crowd)
    began = time.monotonic()
    with transaction.atomic():
        announce("request_opened", solidarity_request, by=None, at=timezone.now())
    return time.monotonic() - began


def urgent_amid(big: Crowd, small: Crowd, sink: Sink, stage: Stage) -> Urgent:
    """Publish urgently to a few while a crowd is being told; both queues have their worker, as in production."""
    forget_news(stage)
    environment = stage.environment(sink.port)
    usual = celery_workers(environment, 1, queues="default", name="default")
    with usual, celery_workers(environment, 1, queues="urgent", name="urgent"):
        announcement = publish(big)
        while not AlertDelivery.objects.filter(announcement=announcement, state=DeliveryState.SENT).exists():
            time.sleep(0.05)
        began = timezone.now()
        urgent = publish(small, is_urgent=True)
        mine = AlertDelivery.objects.filter(announcement=urgent, state=DeliveryState.SENT)
        deadline = time.monotonic() + 60
        while not mine.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        first = mine.order_by("ended_at").first()
        waiting = AlertDelivery.objects.filter(announcement=announcement, state=DeliveryState.WAITING).count()
    return Urgent((first.ended_at - began).total_seconds() if first and first.ended_at else 60.0, waiting)
