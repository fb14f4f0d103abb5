"""What machines are told about the engine, read from Postgres alone, so that every process says the same.

Numbers of copies are of what waits, and of what ended within a day, however long ago it was announced: a copy may be
given up after more than a day, and a digest may tell news a week after all else of it has ended.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from solidarity.alerts.models import DeliveryState

# A digest waits for a week, is tried for a day, and counts for one more.
NEWS = """
    SELECT id, is_urgent, greatest(made_at, not_before) AS told_from,
        finished_at IS NULL OR finished_at > now() - interval '1 day' AS is_recent
    FROM unions_announcement WHERE finished_at IS NULL OR finished_at > now() - interval '10 days'
"""
COPIES = f"""
    SELECT channel, state, CASE WHEN reason LIKE 'refused%' THEN 'refused' ELSE reason END AS class,
        is_urgent, count(*), sum(lease_expiries)
    FROM ({NEWS}) AS news CROSS JOIN LATERAL (
        SELECT * FROM alerts_alertdelivery WHERE announcement_id = news.id AND is_recent
        UNION ALL
        SELECT * FROM alerts_alertdelivery WHERE announcement_id = news.id AND NOT is_recent AND channel = 'digest'
    ) AS copy
    WHERE state = 'waiting' OR ended_at > now() - interval '1 day' GROUP BY 1, 2, 3, 4
"""
QUEUE_AGE = """
    SELECT is_urgent, extract(epoch FROM now() - min(since)) FROM (
        SELECT is_urgent, not_before AS since FROM unions_announcement
        WHERE fanned_out_at IS NULL AND cancelled_at IS NULL AND finished_at IS NULL AND not_before <= now()
        UNION ALL
        SELECT is_urgent, waiting.not_before FROM (
            SELECT announcement_id, not_before FROM alerts_alertbatch
            UNION ALL
            SELECT announcement_id, not_before FROM alerts_alertdelivery WHERE is_gathered
        ) AS waiting JOIN unions_announcement AS news ON news.id = announcement_id
        WHERE waiting.not_before <= now()
    ) AS waiting GROUP BY is_urgent
"""
UNCERTAIN = """
    SELECT count(*) FROM alerts_alertbatch AS batch JOIN alerts_alertdelivery AS copy
        ON copy.announcement_id = batch.announcement_id AND copy.channel = batch.channel AND copy.round = batch.round
        AND copy.recipient_id BETWEEN batch.first AND batch.last
    WHERE batch.leased_until < now() AND copy.state = 'waiting'
        AND copy.not_before <= batch.claimed_at AND (copy.recipient_id <= batch.begun OR copy.reason = 'uncertain')
    UNION ALL
    SELECT count(*) FROM alerts_alertdelivery WHERE is_gathered AND leased_until < now()
"""
FIRST_COPY = f"""
    SELECT is_urgent, percentile_disc(0.5) WITHIN GROUP (ORDER BY lag), max(lag) FROM (
        SELECT is_urgent, extract(epoch FROM greatest(first.ended_at - told_from, interval '0')) AS lag
        FROM ({NEWS}) AS news CROSS JOIN LATERAL (
            SELECT min(ended_at) AS ended_at FROM alerts_alertdelivery
            WHERE announcement_id = news.id AND state = 'sent' AND channel <> 'digest'
        ) AS first WHERE is_recent AND first.ended_at IS NOT NULL
    ) AS lags GROUP BY is_urgent
"""


class Sample(NamedTuple):
    """One number and what it is of."""

    labels: dict[str, str]
    value: float


class Metric(NamedTuple):
    """A family of numbers under one name; all are gauges."""

    name: str
    words: str
    samples: list[Sample]


def metrics() -> Iterator[Metric]:
    """Measure the engine, in four queries."""
    copies = _rows(COPIES)
    yield _by_urgency(
        "alerts_queue_age_seconds", "Age of the oldest copy that is due and has not left.", _rows(QUEUE_AGE)
    )
    lags = _rows(FIRST_COPY)
    yield _by_urgency("alerts_first_copy_lag_seconds", "From publishing to the first copy: the median.", lags)
    longest = [(is_urgent, longest) for is_urgent, _median, longest in lags]
    yield _by_urgency("alerts_first_copy_lag_seconds_max", "From publishing to the first copy: the longest.", longest)
    yield Metric("alerts_waiting_copies", "Copies that wait.", list(_waiting(copies)))
    yield Metric("alerts_sent_copies", "Copies that were sent.", list(_ended(copies, DeliveryState.SENT)))
    yield Metric("alerts_failed_copies", "Copies that failed.", list(_ended(copies, DeliveryState.FAILED)))
    yield Metric("alerts_suppressed_copies", "Copies not sent.", list(_ended(copies, DeliveryState.SUPPRESSED)))
    yield Metric("alerts_cancelled_copies", "Copies stopped.", list(_ended(copies, DeliveryState.CANCELLED)))
    uncertain, expiries = sum(row[0] for row in _rows(UNCERTAIN)), sum(row[5] for row in copies)
    yield _alone("alerts_uncertain_copies", "Begun, the lease is over, and nobody said what became of them.", uncertain)
    yield _alone("alerts_lease_expiries", "Leases that ended without a word, and whose copies went again.", expiries)


def _waiting(copies: list[Any]) -> Iterator[Sample]:
    for urgent in (False, True):
        waiting = {row[0]: row[4] for row in copies if row[1] == DeliveryState.WAITING and row[3] == urgent}
        for channel, count in ({"mail": 0} | waiting).items():
            yield Sample({"channel": channel, "urgent": _yes(urgent)}, count)


def _ended(copies: list[Any], state: DeliveryState) -> Iterator[Sample]:
    """Count what ended in one way; what was sent is a number even of nothing, as other numbers are held against it."""
    counted = {("mail", ""): 0} if state == DeliveryState.SENT else {}
    for channel, its_state, reason, _urgent, count, _expiries in copies:
        if its_state == state:
            counted[channel, reason] = counted.get((channel, reason), 0) + count
    for (channel, reason), count in sorted(counted.items()):
        yield Sample({"channel": channel} | ({"reason": reason} if reason else {}), count)


def _by_urgency(name: str, words: str, rows: list[Any]) -> Metric:
    """Return a family in which nothing to measure is nought: an alarm on a missing number would never end."""
    measured = {row[0]: float(row[1]) for row in rows}
    return Metric(name, words, [Sample({"urgent": _yes(each)}, measured.get(each, 0.0)) for each in (False, True)])


def _alone(name: str, words: str, value: float) -> Metric:
    return Metric(name, words, [Sample({}, value)])


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _rows(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
