"""The engine at work: a chunk and a batch of all news that is due, in turn, until nothing is left or time is up."""

import logging
import secrets
import time

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.sending import send
from unions.mail import Session
from unions.mail.smtp import Unreachable
from unions.models import Announcement

logger = logging.getLogger(__name__)

TURN = 60.0  # seconds; then the next waking goes on


def run(*, only_urgent: bool = False, seconds: float = TURN) -> bool:
    """Tell everybody who is due; any number of workers at once. Returns whether there is more to do at once."""
    began, rounds, name = time.monotonic(), 0, secrets.token_hex(4)
    end_cancelled()
    with Session() as session:
        try:
            while did_something := _round(session, only_urgent, name):
                rounds += 1
                if time.monotonic() - began > seconds:
                    break
        except Unreachable:
            logger.warning("mail_server_unreachable run=%s", name)
            did_something = False
    finish()
    if rounds:
        milliseconds = (time.monotonic() - began) * 1000
        what = (name, int(only_urgent), rounds, milliseconds, int(did_something))
        logger.info("alerts_run run=%s urgent=%d rounds=%d milliseconds=%d more=%d", *what)
    return did_something


def end_cancelled() -> None:
    """End the waiting copies of cancelled news that no worker holds."""
    cancelled = Announcement.objects.filter(cancelled_at__isnull=False, finished_at__isnull=True)
    waiting = AlertDelivery.objects.filter(announcement__in=cancelled, state=DeliveryState.WAITING)
    not_held = waiting.exclude(leased_until__gte=Now())
    not_held.update(state=DeliveryState.CANCELLED, reason="cancelled", ended_at=Now(), lease=None, leased_until=None)


@transaction.atomic
def finish() -> None:
    """Mark the news of which no copy waits any more.

    Each is held before its copies are counted: one that somebody sends again just now is left to the next time.
    """
    written = Announcement.objects.filter(Q(fanned_out_at__isnull=False) | Q(cancelled_at__isnull=False))
    unfinished = written.filter(finished_at__isnull=True).select_for_update(skip_locked=True)
    held = list(unfinished.values_list("pk", flat=True))
    waiting = AlertDelivery.objects.filter(announcement=OuterRef("pk"), state=DeliveryState.WAITING)
    Announcement.objects.filter(pk__in=held).exclude(Exists(waiting)).update(finished_at=Now())


def _round(session: Session, only_urgent: bool, run_name: str) -> bool:
    """Give each piece of news one chunk and one batch, so that a long one never holds up the others."""
    due = Announcement.objects.due(Now())
    if only_urgent:
        due = due.filter(is_urgent=True)
    return any([_advance_alone(pk, session, run_name) for pk in due.values_list("pk", flat=True)])


def _advance_alone(announcement_id: int, session: Session, run_name: str) -> bool:
    """Let a piece of news that fails, as no other should suffer for it, fail by itself; logged without a word of it."""
    try:
        return _advance(announcement_id, session, run_name)
    except Unreachable:
        raise
    except Exception as error:
        what = (run_name, announcement_id, type(error).__name__)
        logger.error("alert_failed run=%s announcement=%s error=%s", *what)
        return False


def _advance(announcement_id: int, session: Session, run_name: str) -> bool:
    wrote_more = write_next_chunk(announcement_id)
    batch = claim(announcement_id)
    if batch.rows:
        logger.debug("alert_batch run=%s announcement=%s copies=%d", run_name, announcement_id, len(batch.rows))
        send(batch, session)
    return wrote_more or bool(batch.rows)
