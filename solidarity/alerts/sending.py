"""One batch on its way: look again, render once for each variant, hand over, record every reply at once."""

import logging
import time

from django.utils import timezone

from solidarity.alerts.claims import Batch
from solidarity.alerts.eligibility import LastLook, look_again
from solidarity.alerts.letters import letter
from solidarity.alerts.models import DeliveryState
from solidarity.alerts.rendering import Rendered, render
from unions.actions import recipients
from unions.announcements import Variant, kind_of_news
from unions.mail import Outcome, Reply, Session
from unions.mail.backing_off import LEASE, WITHOUT_SERVER, back_off
from unions.mail.smtp import Unreachable
from unions.models import Announcement, Recipient

logger = logging.getLogger(__name__)

# A worker that was held up hands nothing more over once another may hold its rows.
HAND_OVER_WITHIN = LEASE.total_seconds() / 2
AT_ONCE = LEASE * 0


def send(batch: Batch, session: Session) -> None:
    """Send a batch. Raises Unreachable, with all that did not leave given back, where there is no mail server."""
    began = time.monotonic()
    announcement = Announcement.objects.get(pk=batch.announcement_id)
    if announcement.cancelled_at:
        _end_cancelled(batch, [row.recipient_id for row in batch.rows])
        return
    look = _last_look(batch, announcement)
    batch.end_unsent(DeliveryState.SUPPRESSED, look.not_told)
    writer = Writer(announcement)
    for position, (recipient, variant) in enumerate(look.told):
        left = [recipient.pk for recipient, _variant in look.told[position:]]
        if _is_cancelled(announcement):
            _end_cancelled(batch, left)
            return
        if time.monotonic() - began > HAND_OVER_WITHIN:
            batch.give_back(left, AT_ONCE)
            return
        message = writer.write(recipient, variant)
        try:
            reply = session.hand_over(recipient.address, message) if message else Reply(Outcome.LATER)
        except Unreachable:
            batch.give_back(left, WITHOUT_SERVER)
            raise
        record(batch, recipient, reply)


def _is_cancelled(announcement: Announcement) -> bool:
    """Ask again before each copy: what was withdrawn for safety a moment ago must reach nobody else."""
    return Announcement.objects.filter(pk=announcement.pk, cancelled_at__isnull=False).exists()


def _end_cancelled(batch: Batch, recipient_ids: list[int]) -> None:
    batch.end_unsent(DeliveryState.CANCELLED, dict.fromkeys(recipient_ids, "cancelled"))


def _last_look(batch: Batch, announcement: Announcement) -> LastLook:
    """Look again; where that fails, put the whole batch off like a refusal, so that it ends one day."""
    try:
        return look_again(batch, announcement, kind_of_news(announcement.kind))
    except Exception:
        for recipient in Recipient.objects.filter(pk__in=[row.recipient_id for row in batch.rows]):
            record(batch, recipient, Reply(Outcome.LATER))
        raise


def record(batch: Batch, recipient: Recipient, reply: Reply) -> None:
    """Record what became of one copy; one of unknown fate stays claimed until its lease ends, and then goes again."""
    wait = back_off(batch.attempts(recipient.pk))
    if reply.outcome == Outcome.SENT:
        batch.sent(recipient.pk)
    elif reply.outcome in {Outcome.REFUSED, Outcome.HARD}:
        reason = f"refused_{reply.code}" if reply.code else "bad_address"
        batch.failed(recipient.pk, reason)
        if reply.outcome == Outcome.HARD:
            recipients.suspend(recipient=recipient, reason=reason, at=timezone.now())
            logger.info("recipient_suspended recipient=%s code=%s", recipient.pk, reply.code)
    elif wait is None:
        batch.failed(recipient.pk, "dead_letter")
    elif reply.outcome == Outcome.LATER:
        batch.later(recipient.pk, wait)


class Writer:
    """Writes the copies of one announcement; what cannot be written holds up nobody else."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement
        self.kind = kind_of_news(announcement.kind)
        self.rendered: dict[Variant, Rendered] = {}

    def write(self, recipient: Recipient, variant: Variant) -> bytes | None:
        """Return one copy, or None where writing it fails, which is logged without a word of it."""
        try:
            reply_to = self.kind.reply_to(self.announcement, variant, recipient)
            return letter(self.announcement, recipient, self._rendered(variant), reply_to)
        except Exception as error:
            where = (self.announcement.pk, recipient.pk, type(error).__name__)
            logger.error("alert_not_written announcement=%s recipient=%s error=%s", *where)
            return None

    def _rendered(self, variant: Variant) -> Rendered:
        if variant not in self.rendered:
            self.rendered[variant] = render(self.kind, self.announcement, variant)
        return self.rendered[variant]
