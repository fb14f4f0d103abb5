"""Several workers, and workers that die: real processes on a database that is really written to."""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from solidarity.alerts import engine, watching
from solidarity.alerts.models import AlertBatch, AlertDelivery
from tests.alerts.clock import let_time_pass
from tests.alerts.servers import MoodyServer, start_worker
from unions.models import Announcement

News = Callable[..., Announcement]

pytestmark = pytest.mark.django_db(transaction=True)


def addresses(server: MoodyServer) -> list[str]:
    """Return to whom the server was given something, once for each copy."""
    return [to for _sender, to, _message in server.messages]


def run_in_a_thread(_number: int) -> None:
    """Run the engine on a connection of its own."""
    try:
        engine.run()
    finally:
        connections.close_all()


def finish_in_a_thread() -> None:
    """Look for finished news on a connection of its own."""
    try:
        engine.finish()
    finally:
        connections.close_all()


def test_workers_side_by_side_tell_nobody_twice(call: News, moody_server: MoodyServer) -> None:
    call(staff=120)
    with ThreadPoolExecutor(max_workers=4) as workers:
        list(workers.map(run_in_a_thread, range(4)))
    assert len(addresses(moody_server)) == len(set(addresses(moody_server))) == 120
    assert Counter(AlertDelivery.objects.values_list("state", flat=True)) == {"sent": 120}


def test_processes_side_by_side_tell_nobody_twice(call: News, moody_server: MoodyServer) -> None:
    call(staff=30)
    workers = [start_worker(moody_server) for _number in range(2)]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    assert len(addresses(moody_server)) == len(set(addresses(moody_server))) == 30


def test_news_that_is_sent_again_just_now_is_not_taken_for_finished(call: News, moody_server: MoodyServer) -> None:
    announcement = call()
    engine.run()
    AlertDelivery.objects.update(state="failed", reason="dead_letter")
    Announcement.objects.update(finished_at=None)  # as if the engine had just come to see whether it is
    with transaction.atomic(), ThreadPoolExecutor(max_workers=1) as workers:
        watching.retry(announcement=announcement, by=None, at=timezone.now())
        workers.submit(finish_in_a_thread).result(timeout=30)
    announcement.refresh_from_db()
    assert announcement.finished_at is None


def test_a_killed_worker_repeats_only_what_it_had_not_recorded(call: News, moody_server: MoodyServer) -> None:
    call(staff=60)
    worker = start_worker(moody_server)
    moody_server.kills = {54: worker.pid}  # after the first fifty have been recorded
    assert worker.wait(timeout=60) == -9
    let_time_pass()
    engine.run()
    copies = Counter(addresses(moody_server))
    again = sum(copies.values()) - 60
    assert len(copies) == 60 and 4 <= again < 4 + settings.MAIL_SESSIONS  # one more may be on its way in each session
    assert Counter(AlertDelivery.objects.values_list("state", flat=True)) == {"sent": 60}


def test_the_copy_that_is_repeated_is_the_same_message(call: News, moody_server: MoodyServer) -> None:
    call(staff=2)
    worker = start_worker(moody_server)
    moody_server.kills = {1: worker.pid}
    assert worker.wait(timeout=60) == -9
    let_time_pass()
    engine.run()
    ids = Counter(to + line.decode() for _sender, to, text in moody_server.messages for line in text.splitlines()
                  if line.startswith(b"Message-ID"))  # fmt: skip
    assert sorted(ids.values()) == [1, 2]


def test_another_worker_waits_for_the_lease_of_a_dead_one(call: News, moody_server: MoodyServer) -> None:
    call(staff=3)
    worker = start_worker(moody_server)
    moody_server.kills = {1: worker.pid}
    worker.wait(timeout=60)
    engine.run()
    assert len(addresses(moody_server)) == 1
    let_time_pass()
    engine.run()
    assert len(set(addresses(moody_server))) == 3


def test_nobody_is_told_four_times_whoever_dies(call: News, moody_server: MoodyServer) -> None:
    call(staff=2)
    for _death in range(3):
        worker = start_worker(moody_server)
        moody_server.kills = {len(moody_server.messages) + 1: worker.pid}
        worker.wait(timeout=60)
        let_time_pass()
    moody_server.kills = {}
    engine.run()
    assert sorted(Counter(addresses(moody_server)).values())[-1] == 3
    assert sorted(AlertDelivery.objects.values_list("state", "reason")) == [("failed", "uncertain"), ("sent", "")]


def test_who_never_left_while_workers_died_is_told_all_the_same(call: News, moody_server: MoodyServer) -> None:
    call(staff=2)
    engine.write_next_chunk(Announcement.objects.get().pk)
    AlertDelivery.objects.update(attempts=3, lease_expiries=2)
    AlertBatch.objects.update(attempts=3, lease=uuid.uuid4(), leased_until=timezone.now())
    engine.run()
    assert Counter(AlertDelivery.objects.values_list("state", flat=True)) == {"sent": 2}


def test_what_is_recorded_is_kept_though_it_does_not_wait_for_the_disk(call: News, moody_server: MoodyServer) -> None:
    call(staff=120)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        engine.run()
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)  # all else does
        cursor.execute("RESET synchronous_commit")
    assert Counter(AlertDelivery.objects.values_list("state", flat=True)) == {"sent": 120}
