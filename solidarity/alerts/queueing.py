"""The queue: copies that wait are put together into batches, which workers take in hand one at a time."""

from typing import Any

from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, Func, Max, OuterRef, Q, QuerySet

from solidarity.alerts.models import AlertBatch, AlertDelivery, DeliveryState
from unions.choices import Channel
from unions.models import Announcement

BATCH = 1000  # copies that a worker holds
IN_BATCHES = [Channel.MAIL.value, Channel.PUSH.value, Channel.CHAT.value]  # a digest gathers its rows itself
FIRST_ROUND = 0
HELD = (AlertDelivery, AlertBatch)  # what has a round

QUEUE = """
    INSERT INTO alerts_alertbatch (announcement_id, channel, round, first, last, attempts, not_before)
    SELECT %(announcement)s, channel, %(round)s, min(recipient_id), max(recipient_id), 0, min(not_before)
    FROM (
        SELECT channel, recipient_id, not_before,
            (row_number() OVER (PARTITION BY channel ORDER BY recipient_id) - 1) / %(batch)s AS part
        FROM alerts_alertdelivery
        WHERE announcement_id = %(announcement)s AND channel = ANY(%(channels)s) AND recipient_id > %(after)s
          AND state = 'waiting' AND round = %(round)s
    ) AS waiting GROUP BY channel, part
"""
# How far somebody was does not wait for the disk: Postgres forgets it when it is restarted at once.
IS_FORGOTTEN = "claimed_at < pg_postmaster_start_time()"
MAY_HAVE_LEFT = f"""
    coalesce(
        row.reason = 'uncertain'
        OR (free.lease IS NOT NULL AND row.not_before <= free.claimed_at
            AND (row.recipient_id <= free.begun OR free.{IS_FORGOTTEN})),
        false
    )
"""
# Digests take their rows in another order: what one takes just now is left to it, which asks before each mail.
CANCEL = f"""
    WITH cancelled AS MATERIALIZED (
        SELECT id FROM unions_announcement WHERE cancelled_at IS NOT NULL AND finished_at IS NULL
    ),
    gathered AS MATERIALIZED (
        SELECT row.announcement_id, row.recipient_id
        FROM alerts_alertdelivery AS row JOIN cancelled ON cancelled.id = row.announcement_id
        WHERE row.channel = 'digest' AND row.is_gathered
          AND (row.leased_until IS NULL OR row.leased_until < clock_timestamp())
        FOR UPDATE OF row SKIP LOCKED
    ),
    left_out AS (
        UPDATE alerts_alertdelivery AS row
        SET state = 'cancelled', reason = 'cancelled', ended_at = clock_timestamp(), lease = NULL, leased_until = NULL
        FROM gathered
        WHERE row.announcement_id = gathered.announcement_id AND row.recipient_id = gathered.recipient_id
          AND row.channel = 'digest'
    ),
    free AS (
        DELETE FROM alerts_alertbatch AS batch USING cancelled
        WHERE batch.announcement_id = cancelled.id
          AND (batch.leased_until IS NULL OR batch.leased_until < clock_timestamp())
        RETURNING batch.*
    )
    UPDATE alerts_alertdelivery AS row
    SET state = 'cancelled', reason = 'cancelled', ended_at = clock_timestamp(),
        attempts = row.attempts + {MAY_HAVE_LEFT}::int,
        lease_expiries = row.lease_expiries + {MAY_HAVE_LEFT}::int
    FROM free
    WHERE row.announcement_id = free.announcement_id AND row.channel = free.channel
      AND row.recipient_id BETWEEN free.first AND free.last AND row.round = free.round AND row.state = 'waiting'
"""


def queue_new(announcement_id: int, *, after: int) -> None:
    """Queue the copies that were written last, to recipients after this one."""
    _queue(announcement_id, FIRST_ROUND, after)


@transaction.atomic
def queue_again(announcement: Announcement, copies: "QuerySet[AlertDelivery]", **changes: object) -> int:
    """Let copies of an announcement that have ended wait again, with these changes; return how many.

    They form a round of their own: others of their batch may be in the hands of a worker. Who calls it holds the
    announcement.
    """
    latest = [each.objects.filter(announcement=announcement).aggregate(round=Max("round"))["round"] for each in HELD]
    this = max((number + 1 for number in latest if number is not None), default=FIRST_ROUND)
    waiting = {"state": DeliveryState.WAITING, "reason": "", "ended_at": None, "round": this}
    again = copies.filter(announcement=announcement).update(**waiting, **changes)
    _queue(announcement.pk, this, after=0)
    return int(again)


def hold_back(announcements: list[Announcement], **changes: object) -> int:
    """End all that waits of these announcements, with these changes, whoever holds it; return how many copies."""
    AlertBatch.objects.filter(announcement__in=announcements).delete()
    copies = AlertDelivery.objects.filter(announcement__in=announcements, state=DeliveryState.WAITING)
    held = copies.update(state=DeliveryState.CANCELLED, lease=None, leased_until=None, **changes)
    return int(held)


def end_cancelled() -> None:
    """End the waiting copies of cancelled news that no worker holds."""
    with connection.cursor() as cursor:
        cursor.execute(CANCEL)


def handed_over(copies: "QuerySet[AlertDelivery]") -> "QuerySet[AlertDelivery]":
    """Return those of these copies that have left, or may have: a worker has begun with them, or died over them."""
    started = Func(function="pg_postmaster_start_time", output_field=DateTimeField())
    held = AlertBatch.objects.filter(
        Q(begun__gte=OuterRef("recipient")) | Q(claimed_at__lt=started),
        claimed_at__gte=OuterRef("not_before"),  # later is what it has let go of
        lease__isnull=False,
        announcement=OuterRef("announcement"),
        channel=OuterRef("channel"),
        round=OuterRef("round"),
        first__lte=OuterRef("recipient"),
        last__gte=OuterRef("recipient"),
    )
    unsent = Q(state__in=[DeliveryState.WAITING, DeliveryState.CANCELLED, DeliveryState.FAILED])
    tried = (Q(attempts__gt=0) | Q(lease_expiries__gt=0)) & unsent
    leaving = (Q(Exists(held)) | Q(reason="uncertain")) & Q(state=DeliveryState.WAITING)
    return copies.filter(Q(state=DeliveryState.SENT) | tried | leaving)


def _queue(announcement_id: int, number: int, after: int) -> None:
    values: dict[str, Any] = {
        "announcement": announcement_id,
        "round": number,
        "after": after,
        "batch": BATCH,
        "channels": IN_BATCHES,
    }
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, values)
