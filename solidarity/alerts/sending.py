"""A batch on its way, a few copies at a time: look again, write, hand over, record."""

import time
from datetime import timedelta

from solidarity.alerts.claims import Batch, Claimed
from solidarity.alerts.eligibility import LastLook, Look, Reader
from solidarity.alerts.models import DeliveryState
from solidarity.alerts.recording import record
from solidarity.alerts.writing import Writer
from unions.mail import Carrier, Copy, Outcome, Reply, Unreachable
from unions.mail.backing_off import LEASE, WITHOUT_SERVER

AT_ONCE = 50  # copies between two looks: a killed worker repeats at most so many
# A worker that was held up hands nothing more over once another may hold its rows.
HAND_OVER_WITHIN = LEASE.total_seconds() / 2
NO_WAIT = timedelta()


class Sending:
    """What one worker sends of one announcement: what was read and written for a batch serves the next ones."""

    def __init__(self, batch: Batch, session: Carrier) -> None:
        self.serves_more = len(batch.rows) > AT_ONCE
        self._session = session
        self._look = Look(batch.announcement_id, is_watched=self.serves_more)
        self._writer: Writer | None = None

    def send(self, batch: Batch) -> None:
        """Send a batch. Raises Unreachable, with all that did not leave given back, where there is no mail server."""
        until = batch.since + HAND_OVER_WITHIN
        left = self._without_those_told_often_enough(batch)
        try:
            while left and time.monotonic() <= until:
                look = self._last_look(batch, left)
                if look is None:
                    batch.end_unsent(DeliveryState.CANCELLED, dict.fromkeys(_ids(left), "cancelled"))
                    return
                batch.end_unsent(DeliveryState.SUPPRESSED, look.not_told)
                batch.put_off(look.later)
                self._hand_over(batch, look.told, until)
                left = left[AT_ONCE:]
        except Unreachable:
            batch.give_back(_ids(left), WITHOUT_SERVER)
            raise
        else:
            batch.give_back(_ids(left), NO_WAIT)
        finally:
            batch.end()

    def _without_those_told_often_enough(self, batch: Batch) -> list[Claimed]:
        """End the copies that may have left as often as may be; return the others."""
        over = batch.told_often_enough()
        if over:
            batch.failed(over, "uncertain")
        return [row for row in batch.rows if row.recipient_id not in over]

    def _last_look(self, batch: Batch, left: list[Claimed]) -> LastLook | None:
        """Look again; where that fails, put the whole batch off like a refusal, so that it ends one day."""
        try:
            return self._look.again(batch, left[:AT_ONCE])
        except Exception:
            record(batch, ((recipient_id, Reply(Outcome.LATER)) for recipient_id in _ids(left)))
            raise

    def _hand_over(self, batch: Batch, told: list[Reader], until: float) -> None:
        if not told:
            return
        self._writer = self._writer or Writer(self._look, is_8bit=self._session.takes_8bit)
        written = list(zip(told, self._writer.write(told), strict=True))
        copies = [(reader.pk, each) for reader, each in written if isinstance(each, Copy)]
        unwritten = [(reader.pk, each) for reader, each in written if isinstance(each, Reply)]
        record(batch, unwritten)
        last = [(pk, copy) for pk, copy in copies if not batch.may_go_again(pk)]
        self._hand_some_over(batch, [each for each in copies if each not in last], until)
        for pk, copy in last:  # beside which two workers died: each alone, and it is noted that it leaves
            self._hand_some_over(batch, [(pk, copy)] if batch.leave([pk]) else [], until)

    def _hand_some_over(self, batch: Batch, copies: list[tuple[int, Copy]], until: float) -> None:
        replies = self._session.hand_over_all([copy for _pk, copy in copies], until)
        said = [(pk, reply) for (pk, _copy), reply in zip(copies, replies, strict=True)]
        record(batch, ((pk, reply) for pk, reply in said if reply), {pk: copy.address for pk, copy in copies})
        batch.give_back([pk for pk, reply in said if reply is None], NO_WAIT)


def _ids(rows: list[Claimed]) -> list[int]:
    return [row.recipient_id for row in rows]
