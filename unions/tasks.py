"""What Celery wakes on this floor."""

from celery import shared_task

from unions.actions import outgoing_mails


@shared_task
def send_outgoing_mail() -> None:
    """Hand over the single mails that wait; may run twice at once without harm."""
    outgoing_mails.send_waiting()
