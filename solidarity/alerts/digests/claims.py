"""Which digests a worker writes, and what became of their rows: by recipient, and by the database's clock."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Case, F, QuerySet, UUIDField, When
from django.db.models.functions import Now

from solidarity.alerts.models import AlertDelivery, DeliveryState
from unions.choices import Channel
from unions.mail.backing_off import LEASE, MOST_ATTEMPTS, MOST_UNCERTAIN, back_off

BATCH = 50  # recipients; a killed worker repeats at most so many
LOOK_AHEAD = 5_000  # rows

# Who claims holds the recipient for that moment, so that two workers never share the rows of one. What a worker may
# have handed over before it died keeps its lease until it is claimed again: the same rows make the same mail once more.
# They stay together under one lease also where they are put off after that; such a one has no end.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT recipient_id, attempts, not_before, lease FROM alerts_alertdelivery
        WHERE is_gathered AND not_before <= statement_timestamp()
          AND (leased_until IS NULL OR leased_until < statement_timestamp())
        ORDER BY not_before LIMIT %(look_ahead)s
    ),
    next AS MATERIALIZED (
        SELECT recipient.id, waiting.earlier FROM unions_recipient AS recipient
        JOIN (
            SELECT recipient_id, max(attempts) AS attempts, min(not_before) AS since,
                (array_agg(lease ORDER BY lease NULLS LAST))[1] AS earlier
            FROM due GROUP BY recipient_id
        ) AS waiting ON waiting.recipient_id = recipient.id
        ORDER BY waiting.attempts, waiting.since, recipient.id LIMIT %(batch)s
        FOR NO KEY UPDATE OF recipient SKIP LOCKED
    )
    UPDATE alerts_alertdelivery AS row
    SET lease = %(lease)s, leased_until = clock_timestamp() + %(length)s, attempts = row.attempts + 1,
        lease_expiries = row.lease_expiries + (row.leased_until IS NOT NULL)::int
    FROM next
    WHERE row.recipient_id = next.id AND row.channel = 'digest' AND row.is_gathered
      AND row.not_before <= statement_timestamp()
      AND (row.leased_until IS NULL OR row.leased_until < statement_timestamp())
      AND row.lease IS NOT DISTINCT FROM next.earlier
    RETURNING row.recipient_id, row.announcement_id, row.attempts, row.why, row.lease_expiries, row.reason = 'uncertain'
"""
_RELEASED = {"lease": None, "leased_until": None}
_MAY_HAVE_LEFT = When(lease_expiries__gt=0, then=F("lease"))
_LET_GO = {"lease": Case(_MAY_HAVE_LEFT, default=None, output_field=UUIDField()), "leased_until": None}


@dataclass(frozen=True)
class Gathered:
    """One piece of news in a digest."""

    announcement_id: int
    attempts: int
    why: str
    lease_expiries: int
    is_uncertain: bool  # it was noted that it leaves, and nothing was recorded after that

    @property
    def was_told_often_enough(self) -> bool:
        """Whether it was noted that it leaves, when as many as may be may have arrived."""
        return self.is_uncertain and self.lease_expiries >= MOST_UNCERTAIN

    @property
    def may_go_again(self) -> bool:
        """Whether it goes once more where its fate is unknown, as so few of its like may have arrived."""
        return self.attempts < MOST_ATTEMPTS and self.lease_expiries + 1 < MOST_UNCERTAIN


@dataclass
class Digest:
    """The rows of one recipient that this worker holds for the length of a lease; those it has ended drop out."""

    recipient_id: int
    lease: uuid.UUID
    rows: list[Gathered]

    @property
    def announcement_ids(self) -> list[int]:
        """The news that it still holds."""
        return [row.announcement_id for row in self.rows]

    def sent(self, announcement_ids: Collection[int]) -> None:
        """Record what stood in a mail that the server has taken, whoever holds the rows by now."""
        self._waiting(announcement_ids).update(state=DeliveryState.SENT, reason="", ended_at=Now(), **_RELEASED)

    def failed(self, announcement_ids: Collection[int], reason: str) -> None:
        """Record what will never be taken."""
        self._mine(announcement_ids).update(state=DeliveryState.FAILED, reason=reason, ended_at=Now(), **_RELEASED)

    def later(self, announcement_ids: Collection[int]) -> None:
        """Put off what was not taken, until it has been tried often enough; what goes again goes in one mail."""
        dead = [row for row in self._of(announcement_ids) if back_off(row.attempts) is None]
        self.failed([row.announcement_id for row in dead], "dead_letter")
        waits = {row.announcement_id: back_off(row.attempts) for row in self._of(announcement_ids)}
        longest = max((wait for wait in waits.values() if wait is not None), default=None)
        if longest is not None:
            self._mine(announcement_ids).update(not_before=Now() + longest, reason="", **_LET_GO)

    def uncertain(self, announcement_ids: Collection[int]) -> None:
        """Leave what may have arrived claimed: it goes again as the same mail when the lease ends, or is given up."""
        dead = [row.announcement_id for row in self._of(announcement_ids) if not row.may_go_again]
        self.failed(dead, "uncertain")

    def give_up(self) -> None:
        """End what may have left as often as may be: whoever held it died each time."""
        over = [row for row in self.rows if row.was_told_often_enough]
        self.failed([row.announcement_id for row in over], "uncertain")
        self.rows = [row for row in self.rows if row not in over]

    def leave(self, announcement_ids: Collection[int]) -> bool:
        """Note that what goes for the last time leaves now; return whether all of it is still held."""
        last = [row.announcement_id for row in self._of(announcement_ids) if not row.may_go_again]
        return not last or self._mine(last).update(reason="uncertain") == len(last)

    def end_unsent(self, state: DeliveryState, reasons: dict[int, str]) -> None:
        """End what never left, given with the reasons; the claim does not count."""
        for reason in set(reasons.values()):
            ids = [announcement_id for announcement_id, why_not in reasons.items() if why_not == reason]
            ended = {"state": state, "reason": reason, "ended_at": Now(), "attempts": F("attempts") - 1}
            self._mine(ids).update(**ended, **_RELEASED)
        self.rows = [row for row in self.rows if row.announcement_id not in reasons]

    def give_back(self, wait: timedelta) -> None:
        """Let go of what never left; the claim does not count."""
        unsent = {"not_before": Now() + wait, "attempts": F("attempts") - 1, "reason": ""}
        self._mine(self.announcement_ids).update(**unsent, **_LET_GO)

    def _of(self, announcement_ids: Collection[int]) -> list[Gathered]:
        return [row for row in self.rows if row.announcement_id in announcement_ids]

    def _mine(self, announcement_ids: Collection[int]) -> "QuerySet[AlertDelivery]":
        return self._waiting(announcement_ids).filter(lease=self.lease)

    def _waiting(self, announcement_ids: Collection[int]) -> "QuerySet[AlertDelivery]":
        return AlertDelivery.objects.filter(
            recipient=self.recipient_id,
            channel=Channel.DIGEST,
            announcement__in=list(announcement_ids),
            is_gathered=True,
        )


def claim_digests() -> list[Digest]:
    """Take the rows of the next recipients whose digest is due and held by nobody; maybe of none."""
    lease = uuid.uuid4()
    values: dict[str, Any] = {"batch": BATCH, "look_ahead": LOOK_AHEAD, "lease": lease, "length": LEASE}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        claimed = sorted(cursor.fetchall())
    return [
        Digest(recipient_id, lease, [Gathered(*row[1:]) for row in rows])
        for recipient_id, rows in groupby(claimed, key=lambda row: row[0])
    ]
