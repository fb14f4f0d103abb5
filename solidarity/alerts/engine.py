"""The engine at work: a chunk and a batch of all news that is due, in turn, until nothing is left or time is up."""

import logging
import time

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.channels import OWN_CHANNELS, sender_of
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.sending import send
from unions.choices import Channel
from unions.mail import Session
from unions.mail.smtp import Unreachable
from unions.models import Announcement

logger = logging.getLogger(__name__)

TURN = 60.0  # seconds; then the next waking goes on


def run(*, only_urgent: bool = False, seconds: float = TURN) -> bool:
    """Tell everybody who is due; any number of workers at once. Returns whether there is more to do at once."""
    began = time.monotonic()
    end_cancelled()
    with Session() as session:
        try:
            while did_something := _round(session, only_urgent):
                if time.monotonic() - began > seconds:
                    break
        except Unreachable:
            logger.warning("mail_server_unreachable")
            did_something = False
    finish()
    return did_something


def end_cancelled() -> None:
    """End the waiting copies of cancelled news that no worker holds."""
    cancelled = Announcement.objects.filter(cancelled_at__isnull=False, finished_at__isnull=True)
    waiting = AlertDelivery.objects.filter(announcement__in=cancelled, state=DeliveryState.WAITING)
    not_held = waiting.exclude(leased_until__gte=Now())
    not_held.update(state=DeliveryState.CANCELLED, reason="cancelled", ended_at=Now(), lease=None, leased_until=None)


def finish() -> None:
    """Mark the news of which no copy waits any more, but for those that a digest gathers."""
    waiting = AlertDelivery.objects.filter(announcement=OuterRef("pk"), state=DeliveryState.WAITING).exclude(
        channel=Channel.DIGEST
    )
    unfinished = Announcement.objects.filter(finished_at__isnull=True).exclude(Exists(waiting))
    unfinished.filter(fanned_out_at__isnull=False).update(finished_at=Now())
    unfinished.filter(cancelled_at__isnull=False).update(finished_at=Now())


def _round(session: Session, only_urgent: bool) -> bool:
    """Give each piece of news one chunk and one batch, so that a long one never holds up the others."""
    due = Announcement.objects.due(Now())
    if only_urgent:
        due = due.filter(is_urgent=True)
    return any([_advance_alone(pk, session) for pk in due.values_list("pk", flat=True)])


def _advance_alone(announcement_id: int, session: Session) -> bool:
    """Let a piece of news that fails, as no other should suffer for it, fail by itself; logged without a word of it."""
    try:
        return _advance(announcement_id, session)
    except Unreachable:
        raise
    except Exception as error:
        logger.error("alert_failed announcement=%s error=%s", announcement_id, type(error).__name__)
        return False


def _advance(announcement_id: int, session: Session) -> bool:
    wrote_more = write_next_chunk(announcement_id)
    told_more = any([_tell_by(channel, announcement_id) for channel in OWN_CHANNELS])
    batch = claim(announcement_id)
    if batch.rows:
        send(batch, session)
    return wrote_more or told_more or bool(batch.rows)


def _tell_by(channel: Channel, announcement_id: int) -> bool:
    """Send one batch to devices or to chats, before the mail: they are quick, and a mail server may be away."""
    batch = claim(announcement_id, channel)
    if batch.rows:
        sender_of(channel)(batch)
    return bool(batch.rows)
