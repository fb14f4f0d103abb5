"""Who works on which rows, and what became of them: all by the database's clock."""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, QuerySet
from django.db.models.functions import Now

from solidarity.alerts.models import AlertBatch, AlertDelivery, DeliveryState
from solidarity.alerts.queueing import BATCH, IS_FORGOTTEN
from solidarity.alerts.statements import Numbers, Part
from unions.choices import Channel
from unions.mail.backing_off import LEASE, MOST_UNCERTAIN

TAKE = f"""
    WITH next AS (
        SELECT id, begun, lease IS NOT NULL AS was_left, claimed_at, {IS_FORGOTTEN} AS is_forgotten
        FROM alerts_alertbatch
        WHERE announcement_id = %(announcement)s AND channel = %(channel)s AND not_before <= clock_timestamp()
          AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY attempts, not_before, first LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE alerts_alertbatch AS batch
    SET lease = %(lease)s, claimed_at = clock_timestamp(), leased_until = clock_timestamp() + %(length)s,
        attempts = attempts + 1, begun = NULL
    FROM next WHERE batch.id = next.id
    RETURNING batch.id, batch.round, batch.first, batch.last, batch.claimed_at,
        next.was_left, next.claimed_at, CASE WHEN next.is_forgotten THEN batch.last ELSE next.begun END
"""
IN_IT = """
    announcement_id = %(announcement)s AND channel = %(channel)s AND recipient_id BETWEEN %(first)s AND %(last)s
    AND round = %(round)s AND state = 'waiting'
"""
# Who held it before never said what became of those with whom it had begun. What it had put off is due later than it
# began.
COUNT_AS_TRIED = f"""
    UPDATE alerts_alertdelivery SET attempts = attempts + 1, lease_expiries = lease_expiries + 1
    WHERE {IN_IT} AND not_before <= %(claimed_before)s AND (recipient_id <= %(begun)s OR reason = 'uncertain')
"""
ROWS = f"""
    SELECT recipient_id, attempts + 1, why, reason = 'uncertain', lease_expiries FROM alerts_alertdelivery
    WHERE {IN_IT} AND not_before <= %(claimed_at)s ORDER BY recipient_id
"""
RECORD = """
    UPDATE alerts_alertdelivery
    SET state = 'sent', reason = '', ended_at = clock_timestamp(), attempts = attempts + 1
    WHERE announcement_id = %(announcement)s AND channel = %(channel)s AND recipient_id = ANY(%(sent)s::bigint[])
      AND state = 'waiting'
"""
# The batch is held before its copies, as by who claims it: else each could wait for the other.
# What was sent is not seen as such yet by the statement that records it. Nothing of it waits for the disk: what is
# forgotten is held by this worker still, until its lease ends.
END = f"""
    WITH mine AS MATERIALIZED (SELECT id FROM alerts_alertbatch WHERE id = %(pk)s AND lease = %(lease)s FOR UPDATE),
    recorded AS ({RECORD} AND (SELECT count(*) FROM mine) >= 0),
    left_over AS (
        SELECT min(not_before) AS due, set_config('synchronous_commit', 'off', true) FROM alerts_alertdelivery
        WHERE {IN_IT} AND recipient_id <> ALL(%(sent)s::bigint[])
    ),
    ended AS (
        DELETE FROM alerts_alertbatch
        WHERE id = %(pk)s AND lease = %(lease)s AND (SELECT due FROM left_over) IS NULL
    )
    UPDATE alerts_alertbatch
    SET lease = NULL, leased_until = NULL, begun = NULL, not_before = greatest(left_over.due, clock_timestamp())
    FROM left_over WHERE id = %(pk)s AND lease = %(lease)s AND left_over.due IS NOT NULL
"""


@dataclass(frozen=True)
class Claimed:
    """A row in this worker's hand; this claim counts among its attempts."""

    recipient_id: int
    attempts: int
    why: str
    is_uncertain: bool  # it was noted that it leaves, and nothing was recorded after that
    lease_expiries: int  # claims of which nobody said what became of it: a copy may have left in each


@dataclass
class Batch:
    """Rows of one announcement by one channel that this worker holds for the length of a lease."""

    pk: int
    announcement_id: int
    channel: Channel
    lease: uuid.UUID
    since: float  # the moment of the monotonic clock before it was claimed
    round: int
    first: int
    last: int
    rows: list[Claimed] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)  # taken by the server, and not yet recorded

    def __post_init__(self) -> None:
        """Begin with rows of which nothing is known yet."""
        self._open = {row.recipient_id for row in self.rows}

    @property
    def is_full(self) -> bool:
        """Whether there may be more than one worker can hold."""
        return len(self.rows) >= BATCH

    def attempts(self, recipient_id: int) -> int:
        """Return how often this copy has been claimed, this time included."""
        return self._rows[recipient_id].attempts

    def told_often_enough(self) -> list[int]:
        """Return those of whose copy it was noted that it leaves, when as many as may be may have arrived."""
        return [row.recipient_id for row in self.rows if row.is_uncertain and row.lease_expiries >= MOST_UNCERTAIN]

    def may_go_again(self, recipient_id: int) -> bool:
        """Return whether a copy of unknown fate goes once more, as so few of its like may have arrived."""
        return self._rows[recipient_id].lease_expiries + 1 < MOST_UNCERTAIN

    @cached_property
    def _rows(self) -> dict[int, Claimed]:
        return {row.recipient_id: row for row in self.rows}

    def recorded(self) -> None:
        """Forget what has been recorded."""
        self._open.difference_update(self.sent)
        self.sent = []

    def record(self) -> None:
        """Record the copies that the server has taken."""
        if self.sent:
            self._ask(RECORD)

    def end(self) -> None:
        """Record what was sent, and let go of the rest; where the fate of a copy is open, only when the lease ends."""
        if not self._open <= set(self.sent):
            self.record()
            return
        self._ask(END)

    def failed(self, recipient_ids: list[int], reason: str) -> None:
        """Record copies that will never be taken."""
        self._tried(recipient_ids, state=DeliveryState.FAILED, reason=reason, ended_at=Now())

    def later(self, recipient_ids: list[int], wait: timedelta) -> None:
        """Put copies off that were refused for now."""
        self._tried(recipient_ids, not_before=Now() + wait, reason="")

    def uncertain(self, recipient_ids: list[int]) -> None:
        """Let copies that may have arrived go again when a lease has passed, as if their worker had died."""
        self._tried(recipient_ids, not_before=Now() + LEASE, lease_expiries=F("lease_expiries") + 1)

    def leave(self, recipient_ids: list[int]) -> set[int]:
        """Note that copies leave now: their fate is uncertain until it is recorded. Return those still held."""
        mine = self._mine(recipient_ids)
        mine.update(reason="uncertain")
        held = set(mine.values_list("recipient_id", flat=True))
        self._open.difference_update(set(recipient_ids) - held)
        return held

    def end_unsent(self, state: DeliveryState, reasons: dict[int, str]) -> None:
        """End copies that never left; the claim does not count."""
        for reason in sorted(set(reasons.values())):
            ids = [recipient_id for recipient_id, why_not in reasons.items() if why_not == reason]
            self._settle(ids, state=state, reason=reason, ended_at=Now())

    def give_back(self, recipient_ids: list[int], wait: timedelta) -> None:
        """Let go of those of these copies that never left; the claim does not count."""
        left = [recipient_id for recipient_id in recipient_ids if recipient_id in self._open]
        self._settle(left, not_before=Now() + wait, reason="")

    def put_off(self, waits: Mapping[int, timedelta]) -> None:
        """Let go of copies for as long as each waits; they never left, and the claim does not count."""
        for wait in sorted(set(waits.values())):
            self.give_back([recipient_id for recipient_id, each in waits.items() if each == wait], wait)

    def _tried(self, recipient_ids: list[int], **changes: object) -> None:
        self._settle(recipient_ids, attempts=F("attempts") + 1, **changes)

    def _settle(self, recipient_ids: list[int], **changes: object) -> None:
        if recipient_ids:
            self._mine(recipient_ids).update(**changes)
            self._open.difference_update(recipient_ids)

    def _mine(self, recipient_ids: Iterable[int]) -> "QuerySet[AlertDelivery]":
        is_held = Exists(AlertBatch.objects.filter(pk=self.pk, lease=self.lease))
        return AlertDelivery.objects.filter(
            is_held,
            announcement=self.announcement_id,
            channel=self.channel,
            recipient__in=list(recipient_ids),
            state=DeliveryState.WAITING,
        )

    def _ask(self, sql: str) -> None:
        values = vars(self) | {"announcement": self.announcement_id, "channel": self.channel.value}
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        self.recorded()


def record_sent(announcement_id: int, channel: Channel, sent: Numbers) -> Part:
    """Return the statement that records copies which the server has taken, whoever holds them by now."""
    sql = RECORD % dict.fromkeys(("announcement", "channel", "sent"), "%s")
    return sql, [announcement_id, channel.value, sent]


def begin(batch: Numbers, recipients: Numbers) -> Part:
    """Return the statement that notes that copies of a batch may leave from now on, the last of them being the last."""
    sql = """
        UPDATE alerts_alertbatch SET begun = greatest(begun, (SELECT max(pk) FROM unnest(%s::bigint[]) AS pk))
        WHERE id = ANY(%s) AND lease IS NOT NULL
    """
    return sql, [recipients, batch]


def claim(announcement_id: int, channel: Channel = Channel.MAIL) -> Batch | None:
    """Take the next batch of an announcement that nobody holds, of those tried least often; None where none is due."""
    while batch := _take(announcement_id, channel):
        if batch.rows:
            return batch
        batch.end()  # what waits in it is not due yet
    return None


@transaction.atomic
def _take(announcement_id: int, channel: Channel) -> Batch | None:
    lease, since = uuid.uuid4(), time.monotonic()
    values: dict[str, Any] = {
        "announcement": announcement_id,
        "channel": channel.value,
        "lease": lease,
        "length": LEASE,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        taken = cursor.fetchone()
        if taken is None:
            return None
        pk, number, first, last, claimed_at, was_left, claimed_before, begun = taken
        within = values | {"round": number, "first": first, "last": last, "begun": begun}
        within |= {"claimed_at": claimed_at, "claimed_before": claimed_before}
        if was_left:
            cursor.execute(COUNT_AS_TRIED, within)
        cursor.execute(ROWS, within)
        rows = [Claimed(*row) for row in cursor.fetchall()]
    return Batch(pk, announcement_id, channel, lease, since, number, first, last, rows)
