"""Fan-out: one row for each recipient, even for those who cannot be told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.eligibility import Look
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.news import asked
from unions.choices import Channel
from unions.models import AlertChoice, Announcement, Follow, OwnChannel, Recipient, Unsubscription, User

News = Callable[..., Announcement]


def rows() -> set[tuple[str, str]]:
    """Return the states of all rows with their reasons."""
    return set(AlertDelivery.objects.values_list("state", "reason"))


def test_somebody_without_an_address_gets_a_row_that_says_so(call: News) -> None:
    write_next_chunk(call(email=None).pk)
    assert rows() == {("suppressed", "no_address")}


def test_news_that_concerns_nobody_any_more_is_finished(call: News) -> None:
    announcement = call()
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    assert write_next_chunk(announcement.pk) is False
    announcement.refresh_from_db()
    assert (rows(), announcement.fanned_out_at is None) == (set(), False)


def test_somebody_who_never_confirmed_the_address_gets_no_mail_there(call: News) -> None:
    announcement = call()
    EmailAddress.objects.update(verified=False)
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "not_confirmed")}


def test_somebody_suspended_gets_a_row_that_says_so(call: News) -> None:
    announcement = call()
    Recipient.objects.update(suspended_at=timezone.now())
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "suspended")}


def test_somebody_who_left_gets_a_row_that_says_so(call: News) -> None:
    announcement = call()
    User.objects.update(is_active=False)
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "gone")}


@pytest.mark.parametrize(("ended", "state"), [("request_addressed", "suppressed"), ("", "waiting")])
def test_an_addressed_call_is_stopped_by_its_own_unsubscription_alone(call: News, ended: str, state: str) -> None:
    announcement = call()
    Unsubscription.objects.create(recipient=Recipient.objects.get(), kind=ended, at=timezone.now())
    write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.get().state == state


def test_fan_out_goes_on_where_it_stopped(call: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.alerts.audience.CHUNK", 2)
    announcement = call(staff=5)
    assert write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.count() == 2
    while write_next_chunk(announcement.pk):
        pass
    assert AlertDelivery.objects.count() == 5


def test_whoever_joins_after_the_wave_has_opened_is_not_of_it(call: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.alerts.audience.CHUNK", 1)
    announcement = call()
    write_next_chunk(announcement.pk)
    factories.make_staff(asked(announcement).addressees.get().organisation)
    while write_next_chunk(announcement.pk):
        pass
    assert AlertDelivery.objects.count() == 1


def test_fan_out_costs_the_same_queries_for_many_as_for_one(call: News) -> None:
    one, many = call(staff=1), call(staff=6)
    counts = []
    for announcement in (one, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write_next_chunk(announcement.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_batch_is_looked_at_with_the_same_queries_for_many_as_for_one(call: News) -> None:
    counts = []
    for announcement in (call(staff=1), call(staff=6)):
        write_next_chunk(announcement.pk)
        batch = claim(announcement.pk)
        with CaptureQueriesContext(connection) as queries:
            Look(announcement.pk, is_watched=True).again(batch, batch.rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def moments() -> dict[str, datetime]:
    """Return when each channel's row may go out."""
    return dict(AlertDelivery.objects.values_list("channel", "not_before"))


def recipient(**fields: Any) -> Recipient:
    """The only recipient, changed."""
    Recipient.objects.update(**fields)
    return Recipient.objects.get()


def the_hour(hours: int, zone: str) -> clock:
    """The time on the wall of a zone, so many hours from now."""
    return (timezone.now() + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0)


@pytest.mark.parametrize("zone", ["Asia/Dhaka", "America/Lima", "UTC", "Nowhere/City"])
def test_quiet_hours_end_by_the_clock_on_the_wall(call: News, zone: str) -> None:
    announcement = call()
    User.objects.update(time_zone=zone)
    known = "UTC" if zone.startswith("Nowhere") else zone
    recipient(quiet_from=the_hour(-1, known), quiet_until=the_hour(3, known))
    write_next_chunk(announcement.pk)
    wait = moments()["mail"] - timezone.now()
    assert timedelta(hours=2, minutes=58) < wait <= timedelta(hours=3)


def test_outside_quiet_hours_nothing_waits(call: News) -> None:
    announcement = call()
    recipient(quiet_from=the_hour(1, "UTC"), quiet_until=the_hour(9, "UTC"))
    write_next_chunk(announcement.pk)
    assert moments()["mail"] <= timezone.now()


def test_what_is_urgent_does_not_wait_for_the_end_of_quiet_hours(call: News) -> None:
    announcement = call()
    Announcement.objects.update(is_urgent=True)
    recipient(quiet_from=the_hour(-1, "UTC"), quiet_until=the_hour(3, "UTC"))
    write_next_chunk(announcement.pk)
    assert moments()["mail"] <= timezone.now()


@pytest.mark.parametrize(("frequency", "longest"), [("daily", 1), ("weekly", 7)])
def test_news_gathers_in_a_digest(opened: News, frequency: str, longest: int) -> None:
    announcement = opened()
    AlertChoice.objects.create(recipient=Recipient.objects.get(), channel="mail", frequency=frequency)
    write_next_chunk(announcement.pk)
    at = moments()["digest"].astimezone(ZoneInfo("Europe/Berlin"))
    assert list(moments()) == ["digest"]
    assert (at.hour, at.minute) == (7, 0) and timedelta(0) < at - timezone.now() <= timedelta(days=longest, hours=1)
    assert frequency == "daily" or at.weekday() == 0


@pytest.mark.parametrize(
    ("quiet", "comes"),
    [((5, (9, 30)), (9, 30)), ((22, (6, 0)), (7, 0)), ((23, (8, 15)), (8, 15)), ((6, (5, 30)), (5, 30))],
    ids=["begins in the night", "is over by then", "over midnight", "nearly all day"],
)
def test_a_digest_waits_until_quiet_hours_are_over(opened: News, quiet: Any, comes: Any) -> None:
    announcement, (begins, ends) = opened(), quiet
    recipient(quiet_from=clock(begins), quiet_until=clock(*ends))
    AlertChoice.objects.create(recipient=Recipient.objects.get(), channel="mail", frequency="daily")
    write_next_chunk(announcement.pk)
    at = moments()["digest"].astimezone(ZoneInfo("Europe/Berlin"))
    assert (at.hour, at.minute) == comes and timedelta(0) < at - timezone.now() <= timedelta(days=1, hours=1)


def test_a_choice_for_one_kind_goes_before_that_for_all(opened: News) -> None:
    announcement, own = opened(), Recipient.objects.get()
    AlertChoice.objects.create(recipient=own, channel="mail", frequency="weekly")
    AlertChoice.objects.create(recipient=own, channel="mail", frequency="at_once", kind=announcement.kind)
    write_next_chunk(announcement.pk)
    assert list(moments()) == ["mail"]


def test_a_call_to_ones_own_union_waits_for_no_digest(call: News) -> None:
    announcement = call()
    AlertChoice.objects.create(recipient=Recipient.objects.get(), channel="mail", frequency="weekly")
    write_next_chunk(announcement.pk)
    assert list(moments()) == ["mail"]


def test_a_pause_stops_what_is_not_owed(opened: News) -> None:
    announcement = opened()
    recipient(paused_until=timezone.now() + timedelta(days=3))
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "paused")}


def test_a_pause_stops_no_call_to_ones_own_union(call: News) -> None:
    announcement = call()
    recipient(paused_until=timezone.now() + timedelta(days=3))
    write_next_chunk(announcement.pk)
    assert rows() == {("waiting", "")}


@pytest.mark.parametrize("channel", [Channel.PUSH, Channel.CHAT])
def test_a_device_or_a_chat_gets_a_row_of_its_own(call: News, channel: Channel) -> None:
    announcement, own = call(), Recipient.objects.get()
    OwnChannel.objects.create(recipient=own, channel=channel, name="Phone", address="{}", made_at=timezone.now())
    write_next_chunk(announcement.pk)
    assert set(moments()) == {"mail", channel}
    AlertChoice.objects.create(recipient=own, channel=channel, frequency="never")
    AlertDelivery.objects.all().delete()
    Announcement.objects.update(fanned_out_at=None, fanned_out_to=0)
    write_next_chunk(announcement.pk)
    assert set(moments()) == {"mail"}


def test_a_device_tells_somebody_whom_no_mail_reaches(call: News) -> None:
    announcement = call(email=None)
    own = Recipient.objects.get()
    OwnChannel.objects.create(recipient=own, channel="push", name="Phone", address="{}", made_at=timezone.now())
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "no_address"), ("waiting", "")}


@pytest.mark.parametrize(
    ("followed", "chosen", "comes"),
    [
        (["at_once"], "", "mail"),
        (["daily"], "", "digest"),
        (["weekly", "at_once"], "", "mail"),
        (["at_once"], "weekly", "digest"),
    ],
)
def test_the_less_eager_of_follow_and_kind_counts(news: News, followed: list[str], chosen: str, comes: str) -> None:
    asked_for, follower = factories.make_request(), factories.make_user()
    things: list[dict[str, Any]] = [{"organisation": asked_for.organisation}, {"country": asked_for.country}]
    for thing, frequency in zip(things, followed, strict=False):
        Follow.objects.create(user=follower, frequency=frequency, since=timezone.now(), **thing)
    if chosen:
        AlertChoice.objects.create(recipient=follower.recipient, channel="mail", frequency=chosen)
    write_next_chunk(news("request_opened", asked_for).pk)
    assert list(moments()) == [comes]


@pytest.mark.parametrize(("follow", "kind"), [("daily", "weekly"), ("weekly", "daily")])
def test_of_day_and_week_the_week_counts(opened: News, follow: str, kind: str) -> None:
    announcement = opened()
    Follow.objects.update(frequency=follow)
    AlertChoice.objects.create(recipient=Recipient.objects.get(), channel="mail", frequency=kind)
    write_next_chunk(announcement.pk)
    assert moments()["digest"].astimezone(ZoneInfo("Europe/Berlin")).weekday() == 0


def test_what_a_follow_gathers_goes_to_no_device_unless_it_is_urgent(opened: News) -> None:
    announcement, own = opened(), Recipient.objects.get()
    OwnChannel.objects.create(recipient=own, channel="push", name="Phone", address="{}", made_at=timezone.now())
    Follow.objects.update(frequency="daily")
    write_next_chunk(announcement.pk)
    assert set(moments()) == {"digest"}
    AlertDelivery.objects.all().delete()
    Announcement.objects.update(fanned_out_at=None, fanned_out_to=0, is_urgent=True)
    write_next_chunk(announcement.pk)
    assert set(moments()) == {"mail", "push"}


@pytest.mark.parametrize(("chosen", "channels"), [("", {"mail"}), ("at_once", {"mail", "push"})])
def test_who_ended_the_mails_is_told_on_a_device_only_by_choice(opened: News, chosen: str, channels: set[str]) -> None:
    announcement, own = opened(), Recipient.objects.get()
    OwnChannel.objects.create(recipient=own, channel="push", name="Phone", address="{}", made_at=timezone.now())
    Unsubscription.objects.create(recipient=own, kind=announcement.kind, at=timezone.now())
    if chosen:
        AlertChoice.objects.create(recipient=own, channel="push", kind=announcement.kind, frequency=chosen)
    write_next_chunk(announcement.pk)
    assert set(moments()) == channels
    assert AlertDelivery.objects.get(channel="mail").reason == "unsubscribed"
