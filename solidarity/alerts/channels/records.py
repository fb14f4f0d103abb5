"""What became of copies by a channel of one's own, written down."""

import logging
from datetime import timedelta

from django.utils import timezone

from solidarity.alerts.channels.outcomes import Handed, Outcome
from solidarity.alerts.claims import Batch
from unions.actions import own_channels
from unions.mail.backing_off import back_off
from unions.models import OwnChannel, Recipient

logger = logging.getLogger(__name__)


def record(batch: Batch, recipient: Recipient, handed: dict[OwnChannel, Handed], *, is_urgent: bool) -> None:
    """Record what became of one copy: told is who was reached by one of their devices or chats."""
    for channel, each in handed.items():
        own_channels.note(own_channel=channel, trouble=each.trouble or "")
        if each.outcome == Outcome.GONE:
            _suspend(channel, each)
    outcomes = {each.outcome for each in handed.values()}
    if Outcome.SENT in outcomes:
        batch.sent.append(recipient.pk)
        batch.record()
    elif Outcome.UNCERTAIN in outcomes:
        _record_uncertain(batch, recipient, is_urgent=is_urgent)
    elif Outcome.LATER in outcomes:
        wanted = max(each.wait for each in handed.values())
        if not put_off(batch, recipient.pk, wanted):
            for channel, each in handed.items():
                _suspend(channel, each)
    else:
        batch.failed([recipient.pk], "gone")


def _record_uncertain(batch: Batch, recipient: Recipient, *, is_urgent: bool) -> None:
    """What is urgent goes again when a lease has passed, as often as a mail; of the rest that was the only try."""
    may_go_again = back_off(batch.attempts(recipient.pk)) is not None and batch.may_go_again(recipient.pk)
    if is_urgent and may_go_again:
        batch.uncertain([recipient.pk])
    else:
        batch.failed([recipient.pk], "uncertain")


def put_off(batch: Batch, recipient_id: int, wanted: timedelta) -> bool:
    """Put a copy off, at least as long as the service wants; False where it has been tried often enough."""
    wait = back_off(batch.attempts(recipient_id))
    if wait is None:
        batch.failed([recipient_id], "dead_letter")
        return False
    batch.later([recipient_id], max(wait, wanted))
    return True


def _suspend(channel: OwnChannel, handed: Handed) -> None:
    own_channels.suspend(own_channel=channel, trouble=handed.trouble or "", at=timezone.now())
    logger.info("own_channel_suspended own_channel=%s trouble=%s", channel.pk, handed.trouble)
