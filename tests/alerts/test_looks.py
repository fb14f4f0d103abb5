"""What is open too long is seen in the rows, however slow the machine is; and only what nobody holds is given back."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from deploy.bench import world
from deploy.bench.world import Crowd
from deploy.faults import looks
from deploy.faults.ways import Ours
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.digests.claims import claim_digests
from solidarity.alerts.models import AlertBatch, AlertDelivery
from tests.alerts.clock import put_off_to
from unions.mail.backing_off import LEASE
from unions.models import Announcement

HOUR = timedelta(hours=1)


@pytest.fixture
def news() -> int:
    """News that four people wait for, free since an hour ago."""
    looks.make_table()
    announcement = Ours().publish(world.make_crowd(Crowd("BD", 0, 4))).announcement
    assert announcement
    write_next_chunk(announcement.pk)
    free_since(looks.now() - HOUR)
    return announcement.pk


def free_since(moment: datetime) -> None:
    """Let every row be free since this moment."""
    put_off_to(moment)


def look(number: int, began: datetime, *, has_ended: bool = True) -> None:
    """Note so many looks of this process."""
    for _look in range(number):
        looks.ask("INSERT INTO faults_look VALUES (%s, %s, %s)", os.getpid(), began, began if has_ended else None)


def test_a_row_that_waits_is_not_overdue_because_time_passes(news: int) -> None:
    look(looks.PASSED_OVER, looks.now() - 2 * HOUR)  # all began before it was free
    look(looks.PASSED_OVER - 1, looks.now())
    look(1, looks.now(), has_ended=False)
    assert looks.overdue([news]) == []


def test_a_row_that_whole_looks_pass_over_is_overdue(news: int) -> None:
    look(looks.PASSED_OVER, looks.now())
    assert looks.overdue([news]) == ["I1: 4 were free, and 20 whole looks passed them over"]


def test_so_is_news_that_they_never_write(news: int) -> None:
    Announcement.objects.update(fanned_out_at=None, not_before=looks.now() - HOUR)
    AlertDelivery.objects.all().delete()
    look(looks.PASSED_OVER, looks.now())
    assert looks.overdue([news]) == ["I1: 1 were free, and 20 whole looks passed them over"]


def test_a_row_that_is_put_off_by_a_clock_that_is_wrong_is_overdue(news: int) -> None:
    most = 2 * LEASE + looks.longest_wait()
    free_since(looks.now() + most - timedelta(minutes=1))
    assert looks.overdue([news]) == []
    free_since(looks.now() + most + timedelta(minutes=1))
    assert looks.overdue([news]) == ["I1: 4 are put off for longer than two leases and the back-off"]


def test_what_has_ended_is_never_overdue(news: int) -> None:
    AlertDelivery.objects.update(state="sent", ended_at=looks.now())
    look(looks.PASSED_OVER, looks.now())
    assert looks.overdue([news]) == []


def leased() -> int:
    """How many batches are held."""
    return AlertBatch.objects.filter(leased_until__gt=looks.now()).count()


def test_the_rows_of_a_dead_process_are_given_back(news: int) -> None:
    claim(news)
    look(1, looks.now() - HOUR, has_ended=False)  # it died in the middle of it
    looks.end_leases_of_the_dead(looks.now(), living=[])
    assert leased() == 0


def test_the_rows_of_one_that_still_looks_are_not(news: int) -> None:
    looks.begin()
    claim(news)
    looks.end_leases_of_the_dead(looks.now(), living=[os.getpid()])
    assert leased() == 1
    looks.end(is_whole=True)
    looks.end_leases_of_the_dead(looks.now(), living=[os.getpid()])
    assert leased() == 0


def test_a_look_goes_on_until_it_ends_or_its_process_does(news: int) -> None:
    looks.begin()
    assert looks.go_on(looks.now(), living=[os.getpid()]) and not looks.go_on(looks.now(), living=[])
    assert not looks.go_on(looks.now() - HOUR, living=[os.getpid()])
    looks.end(is_whole=True)
    assert not looks.go_on(looks.now(), living=[os.getpid()])


def test_nor_are_those_that_were_claimed_after_the_living_were_counted(news: int) -> None:
    before = looks.now()
    claim(news)
    looks.end_leases_of_the_dead(before, living=[])
    assert leased() == 1


def test_a_look_that_failed_is_none(news: int) -> None:
    looks.begin()
    looks.end(is_whole=False)
    looks.begin()  # and one that never ended is over when the next begins
    looks.begin()
    assert looks.ask("SELECT count(*) FROM faults_look") == [(1,)]


@pytest.fixture
def gathered(news: int) -> int:
    """The same news, for which one of them waits until the hour of a digest comes; the others were told."""
    rows = AlertDelivery.objects.order_by("recipient")
    rows.exclude(recipient=rows[0].recipient).update(state="sent", ended_at=looks.now())
    rows.filter(state="waiting").update(channel="digest", not_before=looks.now() + 1000 * HOUR)
    AlertBatch.objects.all().delete()
    return news


def test_what_waits_for_its_hour_is_open_and_not_overdue(gathered: int) -> None:
    look(looks.PASSED_OVER, looks.now())
    assert looks.overdue([gathered]) == []
    assert looks.gathered() == len(looks.free_since([gathered])) == 1
    assert looks.fresh() == 0


def test_a_digest_whose_hour_has_come_and_that_is_passed_over_is_overdue(gathered: int) -> None:
    looks.let_the_hour_come()
    look(looks.PASSED_OVER, looks.now())
    assert looks.overdue([gathered]) == ["I1: 1 were free, and 20 whole looks passed them over"]
    assert looks.gathered() == 0


def test_a_digest_that_was_tried_and_is_put_off_too_long_is_overdue(gathered: int) -> None:
    AlertDelivery.objects.filter(state="waiting").update(attempts=1)
    looks.let_the_hour_come()
    assert looks.overdue([gathered]) == ["I1: 1 are put off for longer than two leases and the back-off"]


def test_the_digest_of_a_dead_process_is_given_back_and_that_of_a_living_one_is_not(gathered: int) -> None:
    looks.let_the_hour_come()
    looks.begin()
    assert claim_digests()
    held = AlertDelivery.objects.filter(leased_until__gt=Now())
    looks.end_leases_of_the_dead(looks.now(), living=[os.getpid()])
    assert held.count() == 1
    looks.end_leases_of_the_dead(looks.now(), living=[])
    assert held.count() == 0


@pytest.fixture
def table(transactional_db: None) -> Iterator[None]:
    """The table of looks, in the open."""
    looks.make_table()
    yield
    looks.ask("DROP TABLE faults_look")


def lose_the_line() -> None:
    """Let this process find its line to Postgres broken, as after a restart."""
    looks.ask("SELECT 1")
    connection.connection.close()


@pytest.mark.parametrize(("is_whole", "ended"), [(True, 1), (False, 0)])
def test_the_end_of_a_look_is_noted_though_postgres_went_away_under_it(table: None, is_whole: bool, ended: int) -> None:
    lose_the_line()
    looks.begin()
    lose_the_line()
    looks.end(is_whole=is_whole)
    assert looks.ask("SELECT count(*), count(ended) FROM faults_look") == [(ended, ended)]
