"""News on a device: encrypted for it alone, once, and never where nobody wants them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable

import pytest
from django.utils import timezone
from http_ece import ECEException
from pytest_django import Settings

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.channels import batches
from solidarity.alerts.channels.push.sending import send
from solidarity.alerts.claims import Batch, claim
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import Visibility
from tests import factories
from tests.alerts.clock import let_time_pass
from tests.alerts.news import asked
from tests.alerts.outside import Device, Outside
from tests.smtp_server import SmtpServer
from unions.announcements import cancel_about
from unions.choices import Channel
from unions.models import AlertChoice, Announcement, AuditEvent, Follow, OwnChannel, User
from unions.reach.devices import public_key

News = Callable[..., Announcement]


@pytest.fixture
def told(opened: News, device: Device) -> Announcement:
    """A request was opened, and its follower has a device."""
    announcement = opened()
    device.belongs_to(Follow.objects.get().user)
    return announcement


def row() -> AlertDelivery:
    """Return the only copy by push."""
    return AlertDelivery.objects.get(channel=Channel.PUSH)


def test_a_device_shows_one_line_and_the_link(
    told: Announcement, device: Device, outside: Outside, smtp_server: SmtpServer
) -> None:
    engine.run()
    (taken,) = outside.taken
    shown = device.read(taken)
    assert "asks for help" in shown["title"]
    assert shown["url"].endswith(f"/en/requests/{asked(told).public_id}/")
    assert (shown["lang"], shown["dir"]) == ("en", "ltr")
    assert row().state == "sent" and len(smtp_server.messages) == 1


def test_whoever_carries_it_reads_nothing(told: Announcement, device: Device, outside: Outside) -> None:
    engine.run()
    (taken,) = outside.taken
    assert b"help" not in taken.body and asked(told).public_id.encode() not in taken.body
    other = Device(device.endpoint)
    with pytest.raises(ECEException):
        other.read(taken)


def test_the_service_sees_who_sends_and_for_how_long_it_is_kept(told: Announcement, outside: Outside) -> None:
    engine.run()
    headers = outside.taken[0].headers
    token, key = headers["authorization"].removeprefix("vapid t=").split(",k=")
    claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    assert key.strip() == public_key()
    assert claims["sub"].startswith("mailto:") and claims["aud"] == f"http://{outside.place}"
    assert (headers["ttl"], headers["urgency"], len(headers["topic"])) == ("86400", "normal", 32)


def test_it_is_in_the_readers_language_and_direction(told: Announcement, device: Device, outside: Outside) -> None:
    User.objects.filter(follows__isnull=False).update(ui_language="ar")
    engine.run()
    shown = device.read(outside.taken[0])
    assert (shown["lang"], shown["dir"]) == ("ar", "rtl") and "/ar/requests/" in shown["url"]


def test_in_safe_mode_it_says_nothing_of_the_request(told: Announcement, device: Device, outside: Outside) -> None:
    User.objects.filter(follows__isnull=False).update(safe_mode=True)
    engine.run()
    assert device.read(outside.taken[0])["title"] == "A request needs you"


def test_all_devices_of_a_person_show_it_and_it_is_one_copy(
    told: Announcement, device: Device, outside: Outside
) -> None:
    second = Device(f"http://{outside.place}/push/2")
    second.belongs_to(Follow.objects.get().user)
    engine.run()
    assert {taken.path for taken in outside.taken} == {"/push/1", "/push/2"}
    assert row().state == "sent"


@pytest.mark.parametrize("code", [404, 410])
def test_a_device_that_is_gone_is_written_to_no_more(told: Announcement, outside: Outside, code: int) -> None:
    outside.says(code)
    engine.run()
    own = OwnChannel.objects.get()
    assert (row().state, row().reason) == ("failed", "gone")
    assert own.suspended_at and own.trouble == "gone"
    assert AuditEvent.objects.filter(action="own_channel.suspended").count() == 1


def test_one_device_that_is_gone_keeps_nobody_from_being_told(told: Announcement, outside: Outside) -> None:
    Device(f"http://{outside.place}/push/2").belongs_to(Follow.objects.get().user)
    outside.says(410)
    engine.run()
    assert row().state == "sent" and OwnChannel.objects.in_use().count() == 1


@pytest.mark.parametrize("code", [403, 429, 500, 503])
def test_what_is_not_taken_now_goes_later(told: Announcement, outside: Outside, code: int) -> None:
    outside.says(code)
    engine.run()
    assert row().state == "waiting" and row().not_before > timezone.now()
    let_time_pass()
    engine.run()
    assert row().state == "sent" and row().reason == ""
    assert not OwnChannel.objects.get().suspended_at and OwnChannel.objects.get().trouble == ""


def test_a_service_that_sends_us_elsewhere_is_not_followed(told: Announcement, outside: Outside) -> None:
    outside.says(307, Location=f"http://{outside.place}/elsewhere")
    engine.run()
    assert row().state == "waiting" and [taken.path for taken in outside.taken] == ["/push/1"]


def test_a_service_that_wants_to_be_left_alone_is(told: Announcement, outside: Outside) -> None:
    outside.says(429, Retry_After="7200")
    engine.run()
    assert (row().not_before - timezone.now()).total_seconds() > 7000


def test_a_copy_refused_eight_times_is_given_up_and_so_is_the_device(told: Announcement, outside: Outside) -> None:
    for _attempt in range(8):
        outside.says(500)
        engine.run()
        let_time_pass()
    assert (row().state, row().reason, row().attempts) == ("failed", "dead_letter", 8)
    assert OwnChannel.objects.get().suspended_at


def test_an_answer_that_never_comes_is_not_tried_again(
    told: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solidarity.alerts.channels.push.handing_over.PATIENCE", 0.2)
    outside.pause = 0.5
    engine.run()
    assert (row().state, row().reason) == ("failed", "uncertain")


def test_what_is_urgent_goes_again_when_no_answer_came(
    told: Announcement, outside: Outside, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    Announcement.objects.update(is_urgent=True)
    monkeypatch.setattr("solidarity.alerts.channels.push.handing_over.PATIENCE", 0.2)
    outside.pause = 0.5
    engine.run()
    assert row().state == "waiting"
    outside.pause = 0
    let_time_pass()
    engine.run()
    first, second = (device.read(taken) for taken in outside.taken)
    assert row().state == "sent" and first["tag"] == second["tag"]


@pytest.mark.parametrize(("is_urgent", "state"), [(False, "failed"), (True, "sent")])
def test_a_copy_in_the_hands_of_a_dead_worker_goes_again_only_if_urgent(
    told: Announcement, outside: Outside, *, is_urgent: bool, state: str
) -> None:
    Announcement.objects.update(is_urgent=is_urgent)
    write_next_chunk(told.pk)
    batch = claim(told.pk, Channel.PUSH)
    batch.leave([each.recipient_id for each in batch.rows])
    let_time_pass()
    engine.run()
    assert row().state == state and len(outside.taken) == int(is_urgent)


def test_of_urgent_copies_that_may_all_have_arrived_there_are_three_at_most(
    told: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    Announcement.objects.update(is_urgent=True)
    monkeypatch.setattr("solidarity.alerts.channels.push.handing_over.PATIENCE", 0.2)
    outside.pause = 0.5
    for _day in range(5):
        engine.run()
        let_time_pass()
    assert (row().state, row().reason) == ("failed", "uncertain") and len(outside.taken) == 3


def test_an_urgent_copy_beside_which_three_workers_died_is_given_up(told: Announcement, outside: Outside) -> None:
    Announcement.objects.update(is_urgent=True)
    write_next_chunk(told.pk)
    for _death in range(3):
        batch = claim(told.pk, Channel.PUSH)
        batch.leave([each.recipient_id for each in batch.rows])
        let_time_pass()
    engine.run()
    assert (row().state, row().reason) == ("failed", "uncertain") and not outside.taken


def test_what_cannot_be_read_of_a_device_ends_one_day(
    told: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_anything: object) -> None:
        raise ValueError

    monkeypatch.setattr(batches, "_copies", fail)
    for _attempt in range(8):
        engine.run()
        let_time_pass()
    assert (row().state, row().reason, row().attempts) == ("failed", "dead_letter", 8) and not outside.taken


def test_a_copy_that_a_dead_worker_had_not_begun_with_goes(told: Announcement, outside: Outside) -> None:
    write_next_chunk(told.pk)
    claim(told.pk, Channel.PUSH)
    let_time_pass()
    engine.run()
    assert row().state == "sent" and len(outside.taken) == 1


def test_a_worker_that_was_held_up_hands_nothing_over_that_is_another_ones(
    told: Announcement, outside: Outside
) -> None:
    write_next_chunk(told.pk)
    batch = claim(told.pk, Channel.PUSH)
    let_time_pass()
    claim(told.pk, Channel.PUSH)
    send(batch)
    assert not outside.taken


def end_it(announcement: Announcement) -> None:
    OwnChannel.objects.all().delete()


def want_it_no_more(announcement: Announcement) -> None:
    recipient = OwnChannel.objects.get().recipient
    AlertChoice.objects.create(recipient=recipient, channel="push", frequency="never")


def narrow_it(announcement: Announcement) -> None:
    request = asked(announcement)
    request.visibility = Visibility.NETWORK
    request.save()


def erase(announcement: Announcement) -> None:
    User.objects.filter(follows__isnull=False).update(is_active=False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(end_it, "not_wanted"), (want_it_no_more, "not_wanted"), (narrow_it, "no_longer_concerned"),
        (erase, "not_wanted")],
)  # fmt: skip
def test_what_changed_after_fan_out_counts(
    told: Announcement, outside: Outside, change: Callable[[Announcement], None], reason: str
) -> None:
    write_next_chunk(told.pk)
    change(told)
    engine.run()
    assert (row().state, row().reason, row().attempts) == ("suppressed", reason, 0)
    assert not outside.taken


def test_news_that_was_withdrawn_reaches_no_device(told: Announcement, outside: Outside) -> None:
    write_next_chunk(told.pk)
    batch = claim(told.pk, Channel.PUSH)
    cancel_about(asked(told), at=timezone.now())
    send(batch)
    assert (row().state, row().attempts) == ("cancelled", 0) and not outside.taken


def test_news_that_is_withdrawn_at_the_last_moment_reaches_no_device(
    told: Announcement, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = Batch.leave

    def and_then_it_is_withdrawn(batch: Batch, recipient_ids: list[int]) -> set[int]:
        cancel_about(asked(told), at=timezone.now())
        return leave(batch, recipient_ids)

    monkeypatch.setattr(Batch, "leave", and_then_it_is_withdrawn)
    engine.run()
    assert (row().state, row().attempts) == ("cancelled", 0) and not outside.taken


def test_a_device_on_a_private_address_is_never_reached(
    told: Announcement, outside: Outside, settings: Settings
) -> None:
    settings.LOOPBACK_IS_PUBLIC = False
    engine.run()
    assert not outside.taken
    assert (row().state, OwnChannel.objects.get().trouble) == ("failed", "not_public")


def test_devices_are_told_while_the_mail_server_is_away(
    told: Announcement, outside: Outside, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    engine.run()
    assert row().state == "sent"


def test_so_are_the_inboxes_and_devices_for_all_news_behind_it(
    told: Announcement, outside: Outside, settings: Settings, news: News
) -> None:
    second = news("request_opened", factories.make_request(organisation=told.subject.organisation))
    settings.EMAIL_PORT = 1
    engine.run()
    rows = AlertDelivery.objects.order_by("announcement", "channel").values_list("announcement", "channel", "state")
    by_both = [("mail", "waiting"), ("push", "sent")]
    assert list(rows) == [(each.pk, *row) for each in (told, second) for row in by_both]
