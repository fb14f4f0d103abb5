"""What Celery wakes; without arguments, for Postgres remembers what is to be done."""

from celery import shared_task

from solidarity.alerts import engine
from solidarity.alerts.channels import trials
from unions.waking import wake_by_name

# Seconds. A turn of one minute ends with a batch by each channel, at most four minutes, and one of digests, two and a
# half. What takes longer hangs: it is killed, and its rows go again.
TOO_LONG = 900


@shared_task(time_limit=TOO_LONG)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Tell everybody who is due; may run many times at once."""
    if engine.run():
        wake_by_name("solidarity.alerts.tasks.sweep")


@shared_task(time_limit=TOO_LONG)  # type: ignore[untyped-decorator]
def send_urgent() -> None:
    """Tell those whom urgent news concerns, whatever else waits."""
    if engine.run(only_urgent=True):
        wake_by_name("solidarity.alerts.tasks.send_urgent")


@shared_task(time_limit=TOO_LONG)  # type: ignore[untyped-decorator]
def send_tests() -> None:
    """Send the tests of devices and chats that people asked for."""
    trials.send_tests()
