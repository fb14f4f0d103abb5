"""What sending by a channel of one's own is, whichever it is: look again, put into words, hand over, record."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solidarity.alerts.channels.outcomes import Handed
from solidarity.alerts.channels.records import put_off, record
from solidarity.alerts.channels.words import Wording, Words
from solidarity.alerts.claims import Batch, Claimed
from solidarity.alerts.last_look import look_at
from solidarity.alerts.models import DeliveryState
from unions.announcements import Variant, kind_of_news
from unions.mail.backing_off import LEASE
from unions.models import Announcement, OwnChannel, Recipient

HandOver = Callable[[str, Words], Handed]

AT_ONCE = 8  # messages on their way at the same time
TURN = 30.0  # seconds: then the mail of this worker goes on
NO_WAIT = LEASE * 0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Copy:
    """What one recipient is told, and by which of their devices or chats."""

    recipient: Recipient
    words: Words
    channels: list[OwnChannel]


def send_by(hand_over: HandOver, batch: Batch) -> None:
    """Send a batch; a few copies at a time, and each time looking again who may still be told, and what."""
    try:
        _send(hand_over, batch)
    finally:
        batch.end()


def _send(hand_over: HandOver, batch: Batch) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for start in range(0, len(batch.rows), AT_ONCE):
            rows = batch.rows[start:]
            if time.monotonic() - began > TURN:
                batch.give_back([row.recipient_id for row in rows], NO_WAIT)
                return
            announcement = Announcement.objects.get(pk=batch.announcement_id)
            copies = [] if announcement.cancelled_at else _prepared(batch, announcement, rows)
            held = batch.leave([copy.recipient.pk for copy in copies])
            if _is_cancelled(announcement):  # asked last: who cancels sees who is told all the same
                batch.end_unsent(DeliveryState.CANCELLED, {row.recipient_id: "cancelled" for row in batch.rows})
                return
            copies = [copy for copy in copies if copy.recipient.pk in held]
            _send_some(hand_over, batch, copies, hands, is_urgent=announcement.is_urgent)


def _is_cancelled(announcement: Announcement) -> bool:
    return Announcement.objects.filter(pk=announcement.pk, cancelled_at__isnull=False).exists()


def _prepared(batch: Batch, announcement: Announcement, rows: list[Claimed]) -> list[Copy]:
    """Return what leaves to the next of these rows; where that fails, put all of them off, so that they end one day."""
    try:
        return _copies(batch, announcement, _still_told(batch, announcement, rows[:AT_ONCE]))
    except Exception:
        for row in rows:
            put_off(batch, row.recipient_id, NO_WAIT)
        raise


def _still_told(batch: Batch, announcement: Announcement, rows: list[Claimed]) -> list[tuple[Recipient, Variant]]:
    """Look again and end what is told no more; of what left before without a record, only the urgent goes again.

    But it goes no more often than a mail would.
    """
    uncertain = [row for row in rows if row.is_uncertain]
    often_enough = set(batch.told_often_enough())
    given_up = {row.recipient_id for row in uncertain if not announcement.is_urgent or row.recipient_id in often_enough}
    batch.failed(sorted(given_up), "uncertain")
    kind = kind_of_news(announcement.kind)
    look = look_at({row.recipient_id: row.why for row in rows}, announcement, kind, batch.channel)
    batch.end_unsent(DeliveryState.SUPPRESSED, look.not_told)
    later = {} if announcement.is_urgent else look.later
    batch.put_off({pk: wait for pk, wait in later.items() if pk not in given_up})
    over = given_up | later.keys()
    return [(recipient, variant) for recipient, variant in look.told if recipient.pk not in over]


def _copies(batch: Batch, announcement: Announcement, told: list[tuple[Recipient, Variant]]) -> list[Copy]:
    """Put the news into words for each; what cannot be written holds up nobody else."""
    own: dict[int, list[OwnChannel]] = {}
    in_use = OwnChannel.objects.in_use().filter(recipient__in=[recipient for recipient, _variant in told])
    for channel in in_use.filter(channel=batch.channel).order_by("pk"):
        own.setdefault(channel.recipient_id, []).append(channel)
    return list(_written(batch, Wording(announcement), told, own))


def _written(
    batch: Batch, wording: Wording, told: list[tuple[Recipient, Variant]], own: dict[int, list[OwnChannel]]
) -> Iterator[Copy]:
    for recipient, variant in told:
        try:
            words = wording.for_reader(recipient, variant)
        except Exception as error:
            where = (batch.announcement_id, recipient.pk, type(error).__name__)
            logger.error("alert_not_written announcement=%s recipient=%s error=%s", *where)
            put_off(batch, recipient.pk, NO_WAIT)
        else:
            yield Copy(recipient, words, own.get(recipient.pk, []))


def _send_some(
    hand_over: HandOver, batch: Batch, copies: list[Copy], hands: ThreadPoolExecutor, *, is_urgent: bool
) -> None:
    """Hand some copies over at the same time, and record each. The threads touch no row."""
    ways = [(copy, channel) for copy in copies for channel in copy.channels]
    became = list(hands.map(lambda way: hand_over(way[1].address, way[0].words), ways))
    for copy in copies:
        handed = {way[1]: each for way, each in zip(ways, became, strict=True) if way[0] is copy}
        record(batch, copy.recipient, handed, is_urgent=is_urgent)
