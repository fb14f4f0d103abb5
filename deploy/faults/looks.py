"""When which process looked at the outbox, and what that says of rows: all by the database's clock. Needs Django.

A machine may be as slow as it likes. What is open too long shows in the rows: one that was put off for longer than the
promise allows, or one that was free and that whole looks, begun and ended since, passed over.
"""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from deploy.faults.stand import patiently
from unions.mail import backing_off

PASSED_OVER = 20  # whole looks, one after the other, that began when a row was free
TABLE = "CREATE TABLE faults_look (pid int NOT NULL, began timestamptz NOT NULL, ended timestamptz)"
IN_BATCHES = """
    alerts_alertdelivery AS row LEFT JOIN alerts_alertbatch AS batch
    ON batch.announcement_id = row.announcement_id AND batch.channel = row.channel AND batch.round = row.round
    AND row.recipient_id BETWEEN batch.first AND batch.last
"""
FRESH = f"""
    SELECT count(*) FROM {IN_BATCHES} WHERE row.state = 'waiting' AND row.channel = 'mail' AND batch.lease IS NULL
"""
# What is gathered and was never claimed has an hour of its own, that nobody waits for: whoever breaks lets it come.
HAS_AN_HOUR = "is_gathered AND attempts = 0 AND lease IS NULL AND not_before > clock_timestamp()"
GATHERED = f"SELECT count(*) FROM alerts_alertdelivery WHERE {HAS_AN_HOUR}"
LET_THE_HOUR_COME = f"UPDATE alerts_alertdelivery SET not_before = clock_timestamp() WHERE {HAS_AN_HOUR}"
OPEN = f"""
    SELECT CASE WHEN row.is_gathered AND row.attempts = 0 AND row.lease IS NULL
        THEN least(row.not_before, clock_timestamp())
        ELSE greatest(row.not_before, row.leased_until, batch.leased_until, batch.not_before) END
    FROM {IN_BATCHES}
    WHERE row.announcement_id = ANY(%s) AND row.state = 'waiting'
    UNION ALL
    SELECT not_before FROM unions_announcement
    WHERE id = ANY(%s) AND fanned_out_at IS NULL AND cancelled_at IS NULL
"""
LEASED = ("alerts_alertbatch", "alerts_alertdelivery")  # a digest is claimed row by row
END_LEASES = """
    UPDATE {table} SET leased_until = clock_timestamp()
    WHERE leased_until > clock_timestamp() AND leased_until - %s < least(%s, (
        SELECT min(began) FROM faults_look WHERE ended IS NULL AND pid = ANY(%s)
    ))
"""

# Of these a living worker does not know what became; it waits as long for them as a dead one's lease would last.
END_WAITS = """
    WITH uncertain AS (
        UPDATE alerts_alertdelivery SET not_before = clock_timestamp()
        WHERE state = 'waiting' AND channel <> 'digest' AND lease_expiries > 0 AND not_before > clock_timestamp()
        RETURNING announcement_id, channel, round, recipient_id
    )
    UPDATE alerts_alertbatch AS batch SET not_before = clock_timestamp() FROM uncertain AS row
    WHERE batch.lease IS NULL AND batch.not_before > clock_timestamp() AND batch.announcement_id = row.announcement_id
        AND batch.channel = row.channel AND batch.round = row.round
        AND row.recipient_id BETWEEN batch.first AND batch.last
"""


def make_table() -> None:
    """Make the table of looks."""
    ask(TABLE)


def forget() -> None:
    """Begin with no look."""
    ask("DELETE FROM faults_look")


def begin() -> None:
    """Note that this process begins a look, also where Postgres has just gone away; one that it never ended is over."""
    patiently(_begin)


def _begin() -> None:
    ask("DELETE FROM faults_look WHERE pid = %s AND ended IS NULL", os.getpid())
    ask("INSERT INTO faults_look VALUES (%s, clock_timestamp())", os.getpid())


def end(*, is_whole: bool) -> None:
    """Note that this process has ended its look, also where Postgres went away under it; a failed one was none.

    It may be given no other look that would end this one: Celery gives all to the first process of a pool that is free.
    """
    noted = "UPDATE faults_look SET ended = clock_timestamp()" if is_whole else "DELETE FROM faults_look"
    patiently(lambda: ask(f"{noted} WHERE pid = %s AND ended IS NULL", os.getpid()))


def now() -> datetime:
    """Return what the database's clock says."""
    ((moment,),) = ask("SELECT clock_timestamp()")
    assert isinstance(moment, datetime)
    return moment


def go_on(before: datetime, living: Iterable[int]) -> bool:
    """Say whether one of these processes still looks that began before this moment."""
    sought = "SELECT 1 FROM faults_look WHERE ended IS NULL AND began < %s AND pid = ANY(%s) LIMIT 1"
    return bool(ask(sought, before, list(living)))


def end_leases_of_the_dead(before: datetime, living: Iterable[int]) -> None:
    """Let time pass for what was claimed before this moment and before any look that still goes on.

    Who claimed these batches and digests has died, or has let go of them. It passes as well for copies whose fate a
    living worker left open. `living` are the processes that there were at that moment.
    """
    for table in LEASED:
        ask(END_LEASES.format(table=table), backing_off.LEASE, before, list(living))
    ask(END_WAITS)


def fresh() -> int:
    """Return how many mails wait that nobody holds."""
    ((copies,),) = ask(FRESH)
    return int(copies)


def gathered() -> int:
    """Return how much waits for the hour of a digest."""
    ((copies,),) = ask(GATHERED)
    return int(copies)


def let_the_hour_come() -> None:
    """Let the hour of every digest come: what has been gathered by now is due."""
    ask(LET_THE_HOUR_COME)


def free_since(announcements: list[int]) -> list[datetime]:
    """Return for each that is still open since when it is, or will be, free."""
    return [moment for (moment,) in ask(OPEN, announcements, announcements)]


def overdue(announcements: list[int]) -> list[str]:
    """Say in words what is open too long."""
    passed = ask("SELECT began FROM faults_look WHERE ended IS NOT NULL ORDER BY began DESC LIMIT %s", PASSED_OVER)
    latest = now() + 2 * backing_off.LEASE + longest_wait()
    moments = free_since(announcements)
    put_off = sum(moment > latest for moment in moments)
    passed_over = len(passed) == PASSED_OVER and sum(moment < passed[-1][0] for moment in moments)
    words = []
    if put_off:
        words.append(f"I1: {put_off} are put off for longer than two leases and the back-off")
    if passed_over:
        words.append(f"I1: {passed_over} were free, and {PASSED_OVER} whole looks passed them over")
    return words


def longest_wait() -> timedelta:
    """Return the longest that a refused copy is put off."""
    waits = (backing_off.back_off(attempts) for attempts in range(1, backing_off.MOST_ATTEMPTS))
    return max(wait for wait in waits if wait is not None)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of the answer, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall()) if cursor.description else []
