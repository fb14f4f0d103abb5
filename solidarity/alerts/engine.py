"""The engine at work: a chunk and a batch of all news that is due, in turn, until nothing is left or time is up."""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.channels import OWN_CHANNELS, sender_of
from solidarity.alerts.claims import claim
from solidarity.alerts.digests import send_digests
from solidarity.alerts.models import AlertBatch
from solidarity.alerts.queueing import end_cancelled
from solidarity.alerts.sending import Sending
from solidarity.alerts.statements import forget_all
from unions.announcements import wake
from unions.choices import Channel
from unions.mail import Carrier, Unreachable, carrier
from unions.models import Announcement

logger = logging.getLogger(__name__)

TURN = 60.0  # seconds; then the next waking goes on


def run(*, only_urgent: bool = False, seconds: float = TURN) -> bool:
    """Tell everybody who is due; any number of workers at once. Returns whether there is more to do at once."""
    began, rounds, name = time.monotonic(), 0, secrets.token_hex(4)
    end_cancelled()
    forget_all()
    with carrier() as session:
        turn = Turn(session, name, ends_at=began + seconds)
        while did_something := turn.round(only_urgent=only_urgent):
            rounds += 1
            if turn.is_over:
                break
    finish()
    if rounds:
        milliseconds = (time.monotonic() - began) * 1000
        what = (name, int(only_urgent), rounds, milliseconds, int(did_something))
        logger.info("alerts_run run=%s urgent=%d rounds=%d milliseconds=%d more=%d", *what)
    return did_something


@transaction.atomic
def finish() -> None:
    """Mark the news of which no batch is left; what a digest gathers of it may still wait.

    Each is held before its batches are sought: one that somebody sends again just now is left to the next time.
    """
    written = Announcement.objects.filter(Q(fanned_out_at__isnull=False) | Q(cancelled_at__isnull=False))
    unfinished = written.filter(finished_at__isnull=True).select_for_update(skip_locked=True)
    held = list(unfinished.values_list("pk", flat=True))
    batches = AlertBatch.objects.filter(announcement=OuterRef("pk"))
    Announcement.objects.filter(pk__in=held).exclude(Exists(batches)).update(finished_at=Now())


class Turn:
    """One worker's turn, over one session; what a large announcement needed for its first batch serves the next."""

    def __init__(self, session: Carrier, name: str, *, ends_at: float) -> None:
        self._session, self._name, self._ends_at = session, name, ends_at
        self._sendings: dict[int, Sending] = {}
        self._told: set[tuple[int, Channel]] = set()  # whose devices or chats have nothing more in this turn
        self._asked_for_help = False
        self._is_mail_away = False  # then all else goes on: rows, inboxes, devices and chats

    @property
    def is_over(self) -> bool:
        """Whether its time is up: then the next waking goes on."""
        return time.monotonic() > self._ends_at

    def round(self, *, only_urgent: bool) -> bool:
        """Give each piece of news one chunk and one batch, and the digests one, so that none holds up the others.

        When time is up nothing more is begun: a slow mail server makes each batch long.
        """
        due = Announcement.objects.due(Now())
        if only_urgent:
            due = due.filter(is_urgent=True)
        advanced = False
        for row in due.values_list("pk", "fanned_out_at"):
            advanced = self._advance_alone(*row) or advanced
            if self.is_over:
                return True
        return (not only_urgent and self._by_mail(lambda: send_digests(self._session))) or advanced

    def _by_mail(self, send: Callable[[], bool]) -> bool:
        """Do this as long as a mail server is there; return whether it did anything."""
        if self._is_mail_away:
            return False
        try:
            return send()
        except Unreachable:
            logger.warning("mail_server_unreachable run=%s", self._name)
            self._is_mail_away = True
            return False

    def _advance_alone(self, announcement_id: int, fanned_out_at: datetime | None) -> bool:
        """Let news that fails, as no other should suffer for it, fail by itself; logged without a word of it."""
        try:
            wrote_more = fanned_out_at is None and self._write_next_chunk(announcement_id)
            told_more = self._tell_own_channels(announcement_id, may_grow=wrote_more)
            mailed_more = self._by_mail(lambda: self._send_next_batch(announcement_id))
            return mailed_more or wrote_more or told_more
        except Exception as error:
            what = (self._name, announcement_id, type(error).__name__)
            logger.error("alert_failed run=%s announcement=%s error=%s", *what)
            return False

    def _write_next_chunk(self, announcement_id: int) -> bool:
        """Write a part of the audience; that of a withdrawal asks who was told, and what is cancelled is in the way."""
        end_cancelled()
        return write_next_chunk(announcement_id)

    def _tell_own_channels(self, announcement_id: int, *, may_grow: bool) -> bool:
        """Send a batch to devices and to chats, before the mail: they are quick, and a mail server may be away."""
        told_more = False
        for channel in OWN_CHANNELS:
            if (announcement_id, channel) in self._told:
                continue
            batch = claim(announcement_id, channel)
            if batch:
                sender_of(channel)(batch)
                told_more = True
            elif not may_grow:
                self._told.add((announcement_id, channel))
        return told_more

    def _send_next_batch(self, announcement_id: int) -> bool:
        batch = claim(announcement_id)
        sending = self._sendings.pop(announcement_id, None)
        if batch is None:
            return False
        if batch.is_full:
            self._ask_for_help(announcement_id)
        logger.debug("alert_batch run=%s announcement=%s copies=%d", self._name, announcement_id, len(batch.rows))
        sending = sending or Sending(batch, self._session)
        sending.send(batch)
        if sending.serves_more:
            self._sendings[announcement_id] = sending
        return True

    def _ask_for_help(self, announcement_id: int) -> None:
        """Wake one more worker, once in a turn, where one has more than it can hold; that one may wake another."""
        if not self._asked_for_help:
            self._asked_for_help = True
            wake(Announcement.objects.get(pk=announcement_id))
