"""Quiet hours that begin while news is on its way: it waits until they are over, by the clock on the reader's wall."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.alerts.quiet_hours import left_of_quiet
from tests.alerts.clock import let_time_pass, let_time_pass_to_the_digest
from tests.alerts.gathering import gathering
from tests.alerts.outside import Device, Outside
from unions.models import Announcement, Follow, Recipient

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def quiet(hours: int) -> None:
    """Let everybody be quiet since an hour ago, and for so many hours more."""
    now = timezone.now().replace(second=0, microsecond=0)
    begun, over = now - timedelta(hours=1), now + timedelta(hours=hours)
    Recipient.objects.update(quiet_from=begun.time(), quiet_until=over.time())


@pytest.fixture
def written(call: News) -> Announcement:
    """News whose rows were written before its only reader went to sleep."""
    announcement = call()
    write_next_chunk(announcement.pk)
    quiet(hours=3)
    return announcement


def test_a_mail_that_did_not_leave_in_time_waits_until_they_are_over(written: Announcement, letters: Letters) -> None:
    engine.run()
    copy, batch = AlertDelivery.objects.get(), AlertBatch.objects.get()
    assert not letters() and (copy.state, copy.attempts) == ("waiting", 0)
    for held in (copy, batch):
        assert timedelta(hours=2, minutes=58) < held.not_before - timezone.now() <= timedelta(hours=3, seconds=2)


def test_then_it_leaves(written: Announcement, letters: Letters) -> None:
    engine.run()
    Recipient.objects.update(quiet_from=None, quiet_until=None)
    let_time_pass()
    engine.run()
    assert len(letters()) == 1 and AlertDelivery.objects.get().state == "sent"


def test_what_is_urgent_leaves_all_the_same(written: Announcement, letters: Letters) -> None:
    Announcement.objects.update(is_urgent=True)
    engine.run()
    assert len(letters()) == 1


def test_who_may_not_be_told_any_more_does_not_wait(written: Announcement) -> None:
    Recipient.objects.update(suspended_at=timezone.now())
    engine.run()
    assert AlertDelivery.objects.get().state == "suppressed"


def test_the_others_of_the_batch_are_told(call: News, letters: Letters) -> None:
    write_next_chunk(call(staff=3).pk)
    quiet(hours=3)
    awake = Recipient.objects.order_by("pk")[1]
    Recipient.objects.filter(pk=awake.pk).update(quiet_from=None, quiet_until=None)
    engine.run()
    assert [letter["To"] for letter in letters()] == [awake.address]
    assert AlertDelivery.objects.filter(state="waiting").count() == 2


@pytest.mark.parametrize("is_urgent", [False, True])
def test_a_device_stays_silent_unless_it_is_urgent(
    opened: News, device: Device, outside: Outside, is_urgent: bool
) -> None:
    announcement = opened()
    device.belongs_to(Follow.objects.get().user)
    write_next_chunk(announcement.pk)
    quiet(hours=9)  # in Berlin as well
    Announcement.objects.update(is_urgent=is_urgent)
    engine.run()
    state = AlertDelivery.objects.get(channel="push").state
    assert (state, len(outside.taken)) == (("sent", 1) if is_urgent else ("waiting", 0))


def test_a_digest_waits_too(open_requests: Callable[..., list[Announcement]], letters: Letters) -> None:
    gathering()
    open_requests(2)
    let_time_pass_to_the_digest()
    quiet(hours=2)
    engine.run()
    copies = AlertDelivery.objects.all()
    assert not letters() and {(copy.state, copy.attempts) for copy in copies} == {("waiting", 0)}
    assert all(copy.not_before > timezone.now() + timedelta(hours=1) for copy in copies)


@pytest.mark.parametrize(
    ("begins", "ends", "zone", "hours"),
    [
        (11, 14, "UTC", 2),
        (12, 13, "UTC", 1),
        (11, 12, "UTC", None),
        (13, 14, "UTC", None),
        (22, 7, "UTC", None),
        (13, 12, "UTC", None),
        (12, 11, "UTC", 23),
        (22, 7, "Pacific/Auckland", 6),
        (22, 7, "Nowhere/City", None),
        (11, 14, "Nowhere/City", 2),
        (11, 14, "../passwd", 2),
    ],
)
def test_by_the_clock_on_the_wall(begins: int, ends: int, zone: str, hours: int | None) -> None:
    left = left_of_quiet(NOON, time(begins), time(ends), zone)
    assert left == (None if hours is None else timedelta(hours=hours))


def test_a_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    before = datetime(2027, 3, 27, 22, tzinfo=UTC)  # eleven in the evening in Paris; at two the clock goes forward
    assert left_of_quiet(before, time(22), time(7), "Europe/Paris") == timedelta(hours=7)


def test_in_an_hour_that_comes_twice_the_end_is_ahead() -> None:
    second = datetime(2027, 10, 31, 1, 10, tzinfo=UTC)  # ten past two in Paris, for the second time
    first = second - timedelta(hours=1)
    assert {left_of_quiet(at, time(22), time(2, 30), "Europe/Paris") for at in (first, second)} == {
        timedelta(minutes=20)
    }


def test_without_quiet_hours_nothing_waits() -> None:
    assert left_of_quiet(NOON, None, None, "UTC") is None
