"""The portal's Celery, woken four times a second, and beside it what people build who trust the broker alone."""

from typing import Any

from celery import shared_task, signals, states

from solidarity.celery import app

app.conf.beat_schedule = {"alerts": {**app.conf.beat_schedule["alerts"], "schedule": 0.25}}
PATIENT = 600  # seconds; of itself Django has no end of it
LOOK = "solidarity.alerts.tasks.sweep"
LOOKS = {LOOK, "solidarity.alerts.tasks.send_urgent"}  # the second sees only a part, so that it is no whole look


@signals.task_prerun.connect(weak=False)  # type: ignore[untyped-decorator]
def look_begins(sender: Any = None, **_more: Any) -> None:
    """Write down that this process looks at the outbox from now on."""
    from deploy.faults import looks

    if sender.name in LOOKS:
        looks.begin()


@signals.task_postrun.connect(weak=False)  # type: ignore[untyped-decorator]
def look_ends(sender: Any = None, state: str | None = None, **_more: Any) -> None:
    """Write down that its look has ended, if it was a whole one."""
    from deploy.faults import looks

    if sender.name in LOOKS:
        looks.end(is_whole=sender.name == LOOK and state == states.SUCCESS)


@shared_task(name="faults.send_one")  # type: ignore[untyped-decorator]
def send_one(recipient_id: int) -> None:
    """The naive twin: one task for each mail, no row that remembers it, nothing looked at again."""
    from django.core.mail import EmailMessage, get_connection

    from unions.models import Recipient

    recipient = Recipient.objects.select_related("user").get(pk=recipient_id)
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=PATIENT)
    EmailMessage("A call", "Help is needed.", to=[recipient.address], connection=connection).send()


__all__ = ["app", "send_one"]
