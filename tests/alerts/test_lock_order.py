"""Whoever changes copies of a batch holds the batch first, so that no two wait for each other."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import Batch, claim
from solidarity.alerts.eligibility import Look
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.alerts.queueing import end_cancelled
from unions.choices import Channel
from unions.models import Announcement

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 30  # seconds
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def ends(batch: Batch) -> None:
    """It was held up beyond its lease, and has told all that it held."""
    batch.sent = [row.recipient_id for row in batch.rows]
    batch.end()


def looks(batch: Batch) -> None:
    """It was held up beyond its lease, and goes on with the next copies."""
    batch.sent = [batch.rows[0].recipient_id]
    Look(batch.announcement_id, is_watched=True).again(batch, batch.rows[1:])


def on_its_own_line(act: Callable[[Any], None], batch: Batch | None) -> None:
    """Act on a connection of its own."""
    try:
        act(batch)
    finally:
        connections.close_all()


def wait_for_somebody_to_wait() -> None:
    """Return once a session waits for another."""
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        waiting = 0
        while not waiting and time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it shows what it showed before
            cursor.execute(WAITING)
            (waiting,) = cursor.fetchone()
    assert waiting


@pytest.mark.parametrize("act", [ends, looks])
def test_a_worker_beyond_its_lease_waits_for_the_batch_and_holds_no_copy_meanwhile(
    call: Callable[..., Announcement], act: Callable[[Batch], None]
) -> None:
    announcement = call(staff=3)
    write_next_chunk(announcement.pk)
    batch = claim(announcement.pk)
    assert batch
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            AlertBatch.objects.select_for_update().get()  # as who claims it does
            acting = pool.submit(on_its_own_line, act, batch)
            wait_for_somebody_to_wait()
            assert len(AlertDelivery.objects.select_for_update(nowait=True)) == 3
        acting.result(PATIENCE)
    assert AlertDelivery.objects.filter(state="sent").exists()


def test_who_ends_what_was_stopped_does_not_wait_for_a_digest(call: Callable[..., Announcement]) -> None:
    announcement = call(staff=1)
    write_next_chunk(announcement.pk)
    AlertBatch.objects.all().delete()
    AlertDelivery.objects.update(channel=Channel.DIGEST, is_gathered=True)
    Announcement.objects.cancel(timezone.now())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            AlertDelivery.objects.select_for_update().get()  # as who claims its reader's digest does
            pool.submit(on_its_own_line, lambda _nothing: end_cancelled(), None).result(PATIENCE)
        assert AlertDelivery.objects.get().state == "waiting"
    end_cancelled()
    assert AlertDelivery.objects.get().state == "cancelled"
