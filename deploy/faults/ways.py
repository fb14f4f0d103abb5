"""Two ways to tell a crowd: the portal's, and the naive twin, one Celery task for each mail. Needs Django set up."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deploy.bench import world
from deploy.bench.world import FIRST_ID, Crowd
from solidarity.models import SolidarityRequest
from unions import waking
from unions.announcements import announce
from unions.models import Announcement

SWEEP = "solidarity.alerts.tasks.sweep"


@dataclass(frozen=True)
class News:
    """One thing that a crowd is told; the naive twin has no announcement."""

    crowd: Crowd
    solidarity_request: SolidarityRequest
    announcement: Announcement | None = None


class Ours:
    """The outbox and the engine."""

    def publish(self, crowd: Crowd, *, is_urgent: bool = False) -> News:
        """Announce a request that this crowd follows."""
        solidarity_request = world.ask(crowd)
        with transaction.atomic():
            told = announce("request_opened", solidarity_request, by=None, at=timezone.now(), is_urgent=is_urgent)
        return News(crowd, solidarity_request, told)


class Naive:
    """The broker alone."""

    def publish(self, crowd: Crowd) -> News:
        """Send one task for each person; where the broker is away, that is that."""
        from kombu.exceptions import OperationalError

        from deploy.faults.celery_app import send_one

        solidarity_request = world.ask(crowd)
        for number in range(crowd.first, crowd.first + crowd.size):
            try:
                send_one.apply_async([FIRST_ID + number], queue="default", retry=False)
            except (OperationalError, OSError):
                break
        return News(crowd, solidarity_request)


def wake(times: int) -> None:
    """Send so many wakings at once."""
    for _time in range(times):
        waking.send(SWEEP)
