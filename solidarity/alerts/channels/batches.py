"""What sending by a channel of one's own is, whichever it is: look again, put into words, hand over, record."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solidarity.alerts.channels.outcomes import Handed
from solidarity.alerts.channels.records import put_off, record
from solidarity.alerts.channels.words import Wording, Words
from solidarity.alerts.claims import Batch
from solidarity.alerts.last_look import look_again
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
    """Send a batch; a few copies at a time, and before each time asking whether it is still wanted."""
    try:
        _send(hand_over, batch)
    finally:
        batch.end()


def _send(hand_over: HandOver, batch: Batch) -> None:
    began = time.monotonic()
    announcement = Announcement.objects.get(pk=batch.announcement_id)
    copies = [] if announcement.cancelled_at else _prepared(batch, announcement)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        for start in range(0, len(copies), AT_ONCE):
            if time.monotonic() - began > TURN:
                batch.give_back([copy.recipient.pk for copy in copies[start:]], NO_WAIT)
                return
            some = copies[start : start + AT_ONCE]
            held = batch.leave([copy.recipient.pk for copy in some])
            if _is_cancelled(announcement):  # asked last: who cancels sees who is told all the same
                break
            some = [copy for copy in some if copy.recipient.pk in held]
            _send_some(hand_over, batch, some, hands, is_urgent=announcement.is_urgent)
    if _is_cancelled(announcement):
        batch.end_unsent(DeliveryState.CANCELLED, {row.recipient_id: "cancelled" for row in batch.rows})


def _is_cancelled(announcement: Announcement) -> bool:
    return Announcement.objects.filter(pk=announcement.pk, cancelled_at__isnull=False).exists()


def _prepared(batch: Batch, announcement: Announcement) -> list[Copy]:
    """Return what leaves; where that fails, put the whole batch off like a refusal, so that it ends one day."""
    try:
        return _copies(batch, announcement, _still_told(batch, announcement))
    except Exception:
        for row in batch.rows:
            put_off(batch, row.recipient_id, NO_WAIT)
        raise


def _still_told(batch: Batch, announcement: Announcement) -> list[tuple[Recipient, Variant]]:
    """Look again and end what is told no more; of what left before without a record, only the urgent goes again.

    But it goes no more often than a mail would.
    """
    uncertain = {row.recipient_id for row in batch.rows if row.is_uncertain}
    given_up = set(batch.told_often_enough()) if announcement.is_urgent else uncertain
    batch.failed(sorted(given_up), "uncertain")
    look = look_again(batch, announcement, kind_of_news(announcement.kind))
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
