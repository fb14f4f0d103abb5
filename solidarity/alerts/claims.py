"""Who works on which rows, and what became of them: all by the database's clock, each reply recorded at once."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from solidarity.alerts.models import AlertDelivery, Channel, DeliveryState
from unions.mail.backing_off import LEASE

BATCH = 50  # a killed worker repeats at most so many

CLAIM = """
    WITH next AS (
        SELECT recipient_id, (lease IS NOT NULL)::int AS expired FROM alerts_alertdelivery
        WHERE announcement_id = %(announcement)s AND channel = %(channel)s AND state = 'waiting'
          AND not_before <= clock_timestamp() AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY attempts, not_before, recipient_id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    )
    UPDATE alerts_alertdelivery AS row
    SET lease = %(lease)s, leased_until = clock_timestamp() + %(length)s, attempts = attempts + 1,
        lease_expiries = lease_expiries + next.expired
    FROM next
    WHERE row.announcement_id = %(announcement)s AND row.channel = %(channel)s AND row.recipient_id = next.recipient_id
    RETURNING row.recipient_id, row.attempts, row.why
"""


@dataclass(frozen=True)
class Claimed:
    """A row in this worker's hand."""

    recipient_id: int
    attempts: int
    why: str


@dataclass(frozen=True)
class Batch:
    """Rows of one announcement that this worker holds for the length of a lease."""

    announcement_id: int
    lease: uuid.UUID
    rows: list[Claimed]

    def attempts(self, recipient_id: int) -> int:
        """Return how often this copy has been claimed, this time included."""
        return next(row.attempts for row in self.rows if row.recipient_id == recipient_id)

    def sent(self, recipient_id: int) -> None:
        """Record a copy that the server has taken, whoever holds the row by now."""
        self._waiting([recipient_id]).update(state=DeliveryState.SENT, ended_at=Now(), **_RELEASED)

    def failed(self, recipient_id: int, reason: str) -> None:
        """Record a copy that will never be taken."""
        mine = self._waiting([recipient_id]).filter(lease=self.lease)
        mine.update(state=DeliveryState.FAILED, reason=reason, ended_at=Now(), **_RELEASED)

    def later(self, recipient_id: int, wait: timedelta) -> None:
        """Put a copy off that was refused for now."""
        mine = self._waiting([recipient_id]).filter(lease=self.lease)
        mine.update(not_before=Now() + wait, **_RELEASED)

    def end_unsent(self, state: DeliveryState, reasons: dict[int, str]) -> None:
        """End copies that never left; the claim does not count."""
        for reason in set(reasons.values()):
            ids = [recipient_id for recipient_id, why_not in reasons.items() if why_not == reason]
            mine = self._waiting(ids).filter(lease=self.lease)
            mine.update(state=state, reason=reason, ended_at=Now(), attempts=F("attempts") - 1, **_RELEASED)

    def give_back(self, recipient_ids: Iterable[int], wait: timedelta) -> None:
        """Let go of copies that never left; the claim does not count."""
        mine = self._waiting(recipient_ids).filter(lease=self.lease)
        mine.update(not_before=Now() + wait, attempts=F("attempts") - 1, **_RELEASED)

    def _waiting(self, recipient_ids: Iterable[int]) -> "QuerySet[AlertDelivery]":
        return AlertDelivery.objects.filter(
            announcement=self.announcement_id,
            channel=Channel.MAIL,
            recipient__in=list(recipient_ids),
            state=DeliveryState.WAITING,
        )


_RELEASED = {"lease": None, "leased_until": None}


def claim(announcement_id: int) -> Batch:
    """Take the next rows of an announcement that nobody holds, those tried least often first; maybe none."""
    lease = uuid.uuid4()
    values: dict[str, Any] = {
        "announcement": announcement_id,
        "channel": Channel.MAIL.value,
        "batch": BATCH,
        "lease": lease,
        "length": LEASE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return Batch(announcement_id, lease, [Claimed(*row) for row in cursor.fetchall()])
