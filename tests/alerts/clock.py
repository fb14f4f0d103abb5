"""Time that passes for what waits and for what is held, by changing its moments."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from solidarity.alerts.models import AlertBatch, AlertDelivery

A_DAY = timedelta(days=1)
MORE_THAN_A_WEEK = timedelta(days=8)


def let_time_pass(long: timedelta = A_DAY) -> None:
    """Let every lease and every wait end."""
    for model in (AlertBatch, AlertDelivery):
        model.objects.update(not_before=F("not_before") - long, leased_until=F("leased_until") - long)


def let_time_pass_to_the_digest() -> None:
    """Let the hour of every digest come."""
    let_time_pass(MORE_THAN_A_WEEK)


def end_leases() -> None:
    """Let every lease end, and nothing else."""
    for model in (AlertBatch, AlertDelivery):
        model.objects.filter(lease__isnull=False).update(leased_until=timezone.now() - timedelta(seconds=1))


def put_off_to(moment: datetime) -> None:
    """Let everything that waits be due at this moment."""
    for model in (AlertBatch, AlertDelivery):
        model.objects.update(not_before=moment)
