"""Who works on which rows, and what became of them: all by the database's clock."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.statements import Numbers, Part, Statement
from unions.choices import Channel
from unions.mail.backing_off import LEASE, MOST_UNCERTAIN

BATCH = 500  # rows that a worker holds

CLAIM = """
    WITH next AS (
        SELECT recipient_id, (lease IS NOT NULL)::int AS expired FROM alerts_alertdelivery
        WHERE announcement_id = %(announcement)s AND channel = %(channel)s AND state = 'waiting'
          AND not_before <= clock_timestamp() AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY attempts, not_before, recipient_id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE alerts_alertdelivery AS row
    SET lease = %(lease)s, leased_until = clock_timestamp() + %(length)s, attempts = attempts + 1,
        lease_expiries = lease_expiries + (lease IS NOT NULL)::int
    WHERE row.announcement_id = %(announcement)s AND row.channel = %(channel)s
      AND row.recipient_id = ANY(ARRAY(SELECT recipient_id FROM next))
    RETURNING row.recipient_id, row.attempts, row.why, row.reason = 'uncertain', row.lease_expiries
"""


@dataclass(frozen=True)
class Claimed:
    """A row in this worker's hand."""

    recipient_id: int
    attempts: int
    why: str
    is_uncertain: bool  # it was noted that it leaves, and nothing was recorded after that
    lease_expiries: int  # claims of which nobody said what became of it: a copy may have left in each


@dataclass
class Batch:
    """Rows of one announcement by one channel that this worker holds for the length of a lease."""

    announcement_id: int
    channel: Channel
    lease: uuid.UUID
    rows: list[Claimed]
    sent: list[int] = field(default_factory=list)  # taken by the server, and not yet recorded

    @property
    def is_full(self) -> bool:
        """Whether there may be more than one worker can hold."""
        return len(self.rows) == BATCH

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
        self.sent = []

    def record(self) -> None:
        """Record the copies that the server has taken."""
        if self.sent:
            Statement(record_sent(self.announcement_id, self.channel, Numbers(0))).ask(self.sent)
            self.recorded()

    def failed(self, recipient_ids: list[int], reason: str) -> None:
        """Record copies that will never be taken."""
        self._mine(recipient_ids).update(state=DeliveryState.FAILED, reason=reason, ended_at=Now(), **_RELEASED)

    def later(self, recipient_ids: list[int], wait: timedelta) -> None:
        """Put copies off that were refused for now."""
        self._mine(recipient_ids).update(not_before=Now() + wait, reason="", **_RELEASED)

    def leave(self, recipient_ids: Iterable[int]) -> set[int]:
        """Note that copies leave now: their fate is uncertain until it is recorded. Return those still held."""
        mine = self._mine(recipient_ids)
        mine.update(reason="uncertain")
        return set(mine.values_list("recipient_id", flat=True))

    def end_unsent(self, state: DeliveryState, reasons: dict[int, str]) -> None:
        """End copies that never left; the claim does not count."""
        for reason in sorted(set(reasons.values())):
            mine = self._mine(recipient_id for recipient_id, why_not in reasons.items() if why_not == reason)
            mine.update(state=state, reason=reason, ended_at=Now(), attempts=F("attempts") - 1, **_RELEASED)

    def give_back(self, recipient_ids: list[int], wait: timedelta) -> None:
        """Let go of copies that never left; the claim does not count."""
        if recipient_ids:
            mine = self._mine(recipient_ids)
            mine.update(not_before=Now() + wait, attempts=F("attempts") - 1, **_RELEASED)

    def _mine(self, recipient_ids: Iterable[int]) -> "QuerySet[AlertDelivery]":
        return AlertDelivery.objects.filter(
            announcement=self.announcement_id,
            channel=self.channel,
            recipient__in=list(recipient_ids),
            state=DeliveryState.WAITING,
            lease=self.lease,
        )


_RELEASED = {"lease": None, "leased_until": None}


def record_sent(announcement_id: int, channel: Channel, sent: Numbers) -> Part:
    """Return the statement that records copies which the server has taken, whoever holds the rows by now.

    The state is asked in a way that lets no index but the primary key be used: others may be as long as the audience.
    """
    sql = """
        UPDATE alerts_alertdelivery
        SET state = 'sent', reason = '', ended_at = clock_timestamp(), lease = NULL, leased_until = NULL
        WHERE announcement_id = %s AND channel = %s AND recipient_id = ANY(%s::bigint[]) AND state || '' = 'waiting'
        RETURNING 1
    """
    return sql, [announcement_id, channel.value, sent]


def claim(announcement_id: int, channel: Channel = Channel.MAIL) -> Batch:
    """Take the next rows of an announcement that nobody holds, those tried least often first; maybe none."""
    lease = uuid.uuid4()
    values: dict[str, Any] = {
        "announcement": announcement_id,
        "channel": channel.value,
        "batch": BATCH,
        "lease": lease,
        "length": LEASE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return Batch(announcement_id, channel, lease, [Claimed(*row) for row in cursor.fetchall()])
