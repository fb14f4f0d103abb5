"""What is lost and doubled when processes of the pool are killed at random while a crowd is told."""

import os
import random
import signal
import time
from dataclasses import dataclass

from deploy.bench import meters, ours
from deploy.bench.others import Patience
from deploy.bench.runners import celery_workers
from deploy.bench.sink import Sink
from deploy.bench.stage import Stage
from deploy.bench.world import Crowd
from solidarity.alerts.models import AlertDelivery, DeliveryState
from unions import waking
from unions.models import Announcement

KILLS = 20
MOST_MAILS = 100_000
# Short leases, so that what a dead process held goes again within seconds.
IN_A_HURRY = {"DJANGO_SETTINGS_MODULE": "deploy.faults.settings"}


@dataclass(frozen=True)
class Killed:
    """What one round of kills came to."""

    size: int
    kills: int
    lost: int
    doubled: int


def kill_at_random(crowd: Crowd, sink: Sink, stage: Stage, chance: random.Random) -> Killed:
    """Tell a crowd with two workers, kill one of them at so many random points of the way, and count."""
    ours.forget_news(stage)
    sink.forget()
    points = sorted(chance.randrange(crowd.size) for _kill in range(KILLS))
    with celery_workers(stage.environment(sink.port, **IN_A_HURRY), 2) as worker:
        announcement = ours.publish(crowd)
        kills = sum(kill_once_told(point, worker, announcement, sink, chance) for point in points)
        ours.wait_until_told(announcement, Patience(sink), workers=3)
    sent = AlertDelivery.objects.filter(announcement=announcement, state=DeliveryState.SENT).count()
    counted = sink.counters()
    return Killed(crowd.size, kills, crowd.size - min(sent, counted.distinct), counted.doubled)


def kill_once_told(point: int, worker: int, announcement: Announcement, sink: Sink, chance: random.Random) -> bool:
    """Wait until so many mails have been taken, and kill one process; False where all was over before."""
    while sink.counters().messages <= point:
        if ours.is_told(announcement):
            return False
        waking.send(ours.SWEEP)
        time.sleep(0.05)
    pids = meters.children(worker)
    if pids:
        os.kill(chance.choice(pids), signal.SIGKILL)
    return bool(pids)
