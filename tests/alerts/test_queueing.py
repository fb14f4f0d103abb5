"""Batches: what one worker holds, what goes again without the others, and what is due when."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from solidarity.alerts import engine, queueing, sending, watching
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import Batch, claim
from solidarity.alerts.models import AlertBatch, AlertDelivery
from tests.alerts.clock import A_DAY, end_leases, let_time_pass
from tests.smtp_server import SmtpServer
from unions.choices import Channel
from unions.mail.smtp import Session
from unions.models import Announcement

News = Callable[..., Announcement]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker hold two copies."""
    monkeypatch.setattr(queueing, "BATCH", 2)


def written(call: News, staff: int) -> Announcement:
    """Return news whose copies wait."""
    announcement = call(staff=staff)
    write_next_chunk(announcement.pk)
    return announcement


def held(announcement: Announcement) -> Batch:
    """Return the next batch."""
    batch = claim(announcement.pk)
    assert batch
    return batch


def ids(batch: Batch) -> list[int]:
    """Return whom the copies are for."""
    return [row.recipient_id for row in batch.rows]


def test_everybody_is_in_one_batch(call: News) -> None:
    announcement = written(call, staff=5)
    batches = [held(announcement) for _batch in range(3)]
    assert [len(ids(batch)) for batch in batches] == [2, 2, 1] and claim(announcement.pk) is None
    everybody = AlertDelivery.objects.order_by("recipient_id").values_list("recipient_id", flat=True)
    assert sorted(pk for batch in batches for pk in ids(batch)) == list(everybody)


def test_a_batch_goes_when_nothing_in_it_waits(call: News, smtp_server: SmtpServer) -> None:
    call(staff=5)
    engine.run()
    assert len(smtp_server.messages) == 5 and not AlertBatch.objects.exists()
    assert Announcement.objects.get().finished_at


def test_what_is_sent_again_meanwhile_is_in_nobody_elses_hands(call: News) -> None:
    announcement = written(call, staff=2)
    first = held(announcement)
    refused, other = ids(first)
    first.failed([refused], "dead_letter")
    watching.retry(announcement=announcement, by=None, at=timezone.now())
    second = held(announcement)
    assert ids(second) == [refused]
    first.sent = [other]
    first.end()
    assert claim(announcement.pk) is None
    second.sent = [refused]
    second.end()
    assert Counter(AlertDelivery.objects.values_list("state", flat=True)) == {"sent": 2}


def test_each_time_that_copies_go_again_they_form_batches_of_their_own(call: News) -> None:
    announcement = written(call, staff=4)
    for batch in (held(announcement), held(announcement)):
        batch.failed(ids(batch), "dead_letter")
        batch.end()
    first, *others = AlertDelivery.objects.order_by("recipient_id").values_list("recipient_id", flat=True)
    queueing.queue_again(announcement, AlertDelivery.objects.filter(recipient=others[0]))
    queueing.queue_again(announcement, AlertDelivery.objects.filter(state="failed"))
    taken = [ids(held(announcement)) for _batch in range(3)]
    assert sorted(map(tuple, taken)) == sorted([(others[0],), (first, others[1]), (others[2],)])


def test_what_is_not_due_waits_in_its_batch(call: News) -> None:
    announcement = written(call, staff=2)
    _early, late = AlertDelivery.objects.order_by("recipient_id").values_list("recipient_id", flat=True)
    AlertDelivery.objects.filter(recipient=late).update(not_before=timezone.now() + HOUR)
    batch = held(announcement)
    assert ids(batch) == [_early]
    batch.sent = ids(batch)
    batch.end()
    assert AlertBatch.objects.get().not_before == AlertDelivery.objects.get(recipient=late).not_before
    assert claim(announcement.pk) is None
    let_time_pass()
    assert ids(held(announcement)) == [late]


def test_a_batch_in_which_nothing_is_due_after_all_holds_up_no_other(call: News) -> None:
    announcement = written(call, staff=4)
    batch = AlertBatch.objects.earliest("first")
    AlertDelivery.objects.filter(recipient__lte=batch.last).update(not_before=timezone.now() + HOUR)
    assert min(ids(held(announcement))) > batch.last
    batch.refresh_from_db()
    assert batch.lease is None and batch.not_before > timezone.now()


def test_what_a_dead_worker_held_comes_last_and_what_it_had_begun_counts_as_tried(call: News) -> None:
    announcement = written(call, staff=4)
    dead = held(announcement)
    AlertBatch.objects.filter(pk=dead.pk).update(begun=ids(dead)[0])
    end_leases()
    assert ids(held(announcement)) != ids(dead)
    again = held(announcement)
    assert ids(again) == ids(dead)
    assert [(row.attempts, row.lease_expiries) for row in again.rows] == [(2, 1), (1, 0)]


def test_when_postgres_forgot_how_far_a_worker_was_all_counts_as_tried(call: News) -> None:
    announcement = written(call, staff=2)
    held(announcement)
    let_time_pass(365 * A_DAY)
    AlertBatch.objects.update(claimed_at=timezone.now() - 300 * A_DAY)  # before Postgres was started
    assert [(row.attempts, row.lease_expiries) for row in held(announcement).rows] == [(2, 1), (2, 1)]


def test_who_was_held_up_lets_go_of_nothing_that_another_holds(call: News) -> None:
    announcement = written(call, staff=2)
    slow = held(announcement)
    end_leases()
    other = held(announcement)
    slow.failed(ids(slow)[:1], "dead_letter")
    slow.give_back(ids(slow)[1:], HOUR)
    slow.end()
    assert AlertBatch.objects.get().lease == other.lease
    assert set(AlertDelivery.objects.values_list("state", "reason")) == {("waiting", "")}
    assert not AlertDelivery.objects.filter(not_before__gt=timezone.now()).exists()


def test_a_copy_of_unknown_fate_keeps_its_batch_until_a_lease_has_passed(call: News) -> None:
    announcement = written(call, staff=2)
    batch = held(announcement)
    batch.sent = ids(batch)[:1]
    batch.end()  # of the other nothing was said
    assert AlertBatch.objects.get().lease == batch.lease and claim(announcement.pk) is None
    end_leases()
    assert ids(held(announcement)) == ids(batch)[1:]


def test_what_is_stopped_is_cancelled_but_for_what_a_living_worker_holds(call: News) -> None:
    announcement = written(call, staff=4)
    batch = held(announcement)
    watching.stop(announcement=announcement, by=None, at=timezone.now())
    queueing.end_cancelled()
    waiting = AlertDelivery.objects.filter(state="waiting").values_list("recipient_id", flat=True)
    assert sorted(waiting) == sorted(ids(batch))
    AlertBatch.objects.update(begun=ids(batch)[0])
    end_leases()
    queueing.end_cancelled()
    assert set(AlertDelivery.objects.values_list("state", "attempts")) == {("cancelled", 0), ("cancelled", 1)}
    assert not AlertBatch.objects.exists()


def test_who_may_have_been_told_is_with_whom_a_worker_has_begun(call: News) -> None:
    announcement = written(call, staff=4)
    batch = held(announcement)
    told = queueing.handed_over(AlertDelivery.objects.all())
    assert not told.exists()
    AlertBatch.objects.filter(pk=batch.pk).update(begun=ids(batch)[0])
    assert list(told.values_list("recipient_id", flat=True)) == ids(batch)[:1]
    batch.give_back(ids(batch)[:1], timedelta(0))  # it never left after all
    assert not told.exists()
    batch.give_back(ids(batch), HOUR)
    batch.end()
    assert not told.exists()


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.DIGEST])
def test_a_copy_ends_in_its_place(call: News, channel: Channel) -> None:
    """The database writes it beside what it was, and touches no index, but for a digest's."""
    written(call, staff=4)
    AlertDelivery.objects.update(channel=channel)
    before = updated_in_place()
    AlertDelivery.objects.update(state="sent", reason="", ended_at=timezone.now(), attempts=1, read_at=timezone.now())
    assert updated_in_place() - before == (4 if channel == Channel.MAIL else 0)


def updated_in_place() -> int:
    """Return how many rows this transaction has written in their place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_hot_updated('alerts_alertdelivery'::regclass)")
        return int(cursor.fetchone()[0])


def test_what_was_put_off_before_its_worker_died_does_not_count_again(call: News) -> None:
    announcement = written(call, staff=2)
    batch = held(announcement)
    refused, begun = ids(batch)
    batch.later([refused], timedelta(0))
    AlertBatch.objects.update(begun=begun)
    end_leases()
    assert [(row.attempts, row.lease_expiries) for row in held(announcement).rows] == [(2, 0), (2, 1)]


def test_when_postgres_forgot_how_far_a_worker_was_all_may_have_been_told(call: News) -> None:
    announcement = written(call, staff=2)
    held(announcement)
    let_time_pass(365 * A_DAY)
    AlertBatch.objects.update(claimed_at=timezone.now() - 300 * A_DAY)  # before Postgres was started
    assert queueing.handed_over(AlertDelivery.objects.all()).count() == 2
    Announcement.objects.update(cancelled_at=timezone.now())
    end_leases()
    queueing.end_cancelled()
    assert set(AlertDelivery.objects.values_list("state", "attempts")) == {("cancelled", 1)}


def test_a_worker_that_was_held_up_after_its_claim_hands_nothing_over(call: News, smtp_server: SmtpServer) -> None:
    batch = held(written(call, staff=2))
    batch.since -= HOUR.total_seconds()
    with Session() as session:
        sending.Sending(batch, session).send(batch)
    assert not smtp_server.messages and AlertBatch.objects.get().lease is None


def test_what_was_refused_keeps_its_wait_though_the_rest_is_given_back(call: News) -> None:
    announcement = written(call, staff=2)
    batch = held(announcement)
    batch.later(ids(batch)[:1], HOUR)
    batch.give_back(ids(batch), timedelta(0))
    batch.end()
    assert ids(held(announcement)) == ids(batch)[1:]


def test_what_another_has_told_meanwhile_does_not_keep_the_batch(call: News) -> None:
    announcement = written(call, staff=2)
    batch = held(announcement)
    AlertDelivery.objects.filter(recipient=ids(batch)[0]).update(state="sent", ended_at=timezone.now())
    assert batch.leave(ids(batch)) == set(ids(batch)[1:])
    batch.sent = ids(batch)[1:]
    batch.end()
    assert not AlertBatch.objects.exists()


def test_a_round_is_new_though_all_copies_of_the_last_are_gone(call: News) -> None:
    announcement = written(call, staff=2)
    batch = held(announcement)
    batch.failed(ids(batch), "dead_letter")
    batch.end()
    queueing.queue_again(announcement, AlertDelivery.objects.filter(recipient=ids(batch)[0]))
    AlertDelivery.objects.filter(recipient=ids(batch)[0]).delete()
    queueing.queue_again(announcement, AlertDelivery.objects.all())
    assert sorted(AlertBatch.objects.values_list("round", flat=True)) == [1, 2]
