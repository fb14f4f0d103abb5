"""The portal's Celery, woken four times a second, and beside it what people build who trust the broker alone."""

from celery import shared_task

from solidarity.celery import app

app.conf.beat_schedule = {"alerts": {**app.conf.beat_schedule["alerts"], "schedule": 0.25}}


@shared_task(name="faults.send_one")  # type: ignore[untyped-decorator]
def send_one(recipient_id: int) -> None:
    """The naive twin: one task for each mail, no row that remembers it, nothing looked at again."""
    from django.core.mail import EmailMessage, get_connection

    from unions.models import Recipient

    recipient = Recipient.objects.select_related("user").get(pk=recipient_id)
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    EmailMessage("A call", "Help is needed.", to=[recipient.address], connection=connection).send()


__all__ = ["app", "send_one"]
