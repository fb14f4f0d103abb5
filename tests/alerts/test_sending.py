"""What the mail server says, and what becomes of the copy."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import Settings

from solidarity.alerts import engine, watching
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.clock import let_time_pass
from tests.alerts.gathering import gathering
from tests.alerts.news import asked
from tests.alerts.servers import MoodyServer
from tests.smtp_server import SmtpServer
from unions.models import Announcement, Follow, Organisation, Recipient, Unsubscription, User

News = Callable[..., Announcement]


def refuse(server: SmtpServer, reply: str) -> None:
    """Let the server say this to the only recipient."""
    server.replies[User.objects.filter(recipient__isnull=False).get().email] = reply


def row() -> AlertDelivery:
    """Return the only copy."""
    return AlertDelivery.objects.get()


def test_a_copy_refused_for_now_goes_again_later(call: News, smtp_server: SmtpServer) -> None:
    call()
    refuse(smtp_server, "451 Greylisted")
    engine.run()
    assert (row().state, row().attempts) == ("waiting", 1) and row().not_before > timezone.now()
    smtp_server.replies.clear()
    let_time_pass()
    engine.run()
    assert row().state == "sent"


def test_a_copy_refused_eight_times_is_given_up(call: News, smtp_server: SmtpServer) -> None:
    call()
    refuse(smtp_server, "451 Greylisted")
    for _attempt in range(8):
        engine.run()
        let_time_pass()
    assert (row().state, row().reason, row().attempts) == ("failed", "dead_letter", 8)
    assert Announcement.objects.get().finished_at


def test_an_address_that_does_not_exist_is_written_to_no_more(call: News, smtp_server: SmtpServer) -> None:
    call()
    refuse(smtp_server, "550 5.1.1 No such box")
    engine.run()
    recipient = Recipient.objects.get()
    assert (row().state, row().reason) == ("failed", "refused_550")
    assert recipient.suspended_at and recipient.suspended_reason == "refused_550"


def test_a_full_box_fails_and_is_not_suspended(call: News, smtp_server: SmtpServer) -> None:
    call()
    refuse(smtp_server, "552 5.2.2 Box is full")
    engine.run()
    assert (row().state, row().reason) == ("failed", "refused_552")
    assert Recipient.objects.get().suspended_at is None


def test_a_message_refused_for_its_content_is_not_the_readers_fault(call: News, moody_server: MoodyServer) -> None:
    call()
    moody_server.data_replies.append("554 5.7.1 We do not like it")
    engine.run()
    assert (row().state, row().reason) == ("failed", "refused_554")
    assert Recipient.objects.get().suspended_at is None


def test_one_refusal_does_not_hold_up_the_others(call: News, smtp_server: SmtpServer) -> None:
    call(staff=3)
    smtp_server.replies[Recipient.objects.order_by("pk")[0].address] = "550 No such box"
    engine.run()
    assert len(smtp_server.messages) == 2


def test_a_copy_of_unknown_fate_goes_again_with_the_same_id(call: News, moody_server: MoodyServer) -> None:
    call()
    moody_server.cuts = {1}
    engine.run()
    engine.run()
    assert row().state == "waiting" and len(moody_server.messages) == 1
    let_time_pass()
    engine.run()
    ids = {line for _, _, text in moody_server.messages for line in text.splitlines() if b"Message-ID" in line}
    assert row().state == "sent" and len(moody_server.messages) == 2 and len(ids) == 1


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_of_copies_that_may_all_have_arrived_there_are_three_at_most(
    open_requests: Callable[[int], object], moody_server: MoodyServer, frequency: str
) -> None:
    gathering(frequency)
    open_requests(1)
    moody_server.cuts = set(range(1, 9))
    for _day in range(10):
        let_time_pass()
        engine.run()
    assert len(moody_server.messages) == 3
    assert (row().state, row().reason) == ("failed", "uncertain")
    assert watching.retry(announcement=Announcement.objects.get(), by=None, at=timezone.now()) == 0


def test_a_cut_line_is_taken_up_again_for_the_others(call: News, moody_server: MoodyServer) -> None:
    call(staff=3)
    moody_server.cuts = {1}
    engine.run()
    assert sorted(AlertDelivery.objects.values_list("state", flat=True)) == ["sent", "sent", "waiting"]


def test_without_a_mail_server_nothing_counts_as_an_attempt(call: News, settings: Settings) -> None:
    call(staff=2)
    settings.EMAIL_PORT = 1
    engine.run()
    assert set(AlertDelivery.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert AlertBatch.objects.get().lease is None
    assert all(moment > timezone.now() for moment in AlertDelivery.objects.values_list("not_before", flat=True))


def test_an_address_that_is_none_fails_without_a_word_to_the_server(call: News, smtp_server: SmtpServer) -> None:
    call(email="not an address")
    engine.run()
    assert (row().state, row().reason) == ("failed", "bad_address") and not smtp_server.messages


def ended_everything(announcement: Announcement) -> None:
    Unsubscription.objects.create(recipient=Recipient.objects.get(), kind=announcement.kind, at=timezone.now())


def lost_their_role(announcement: Announcement) -> None:
    User.objects.get(recipient__isnull=False).memberships.update(state="removed")


def left_the_network(announcement: Announcement) -> None:
    Organisation.objects.filter(memberships__isnull=False).update(state="removed")


def was_asked_no_more(announcement: Announcement) -> None:
    asked(announcement).addressees.all().delete()


def was_taken_down(announcement: Announcement) -> None:
    SolidarityRequest.objects.update(state="taken_down")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (ended_everything, "unsubscribed"),
        (lost_their_role, "no_longer_concerned"),
        (left_the_network, "no_longer_concerned"),
        (was_asked_no_more, "no_longer_concerned"),
        (was_taken_down, "no_longer_concerned"),
    ],
)
def test_what_changed_after_fan_out_counts(
    call: News, smtp_server: SmtpServer, change: Callable[[Announcement], None], reason: str
) -> None:
    announcement = call()
    write_next_chunk(announcement.pk)
    change(announcement)
    engine.run()
    assert (row().state, row().reason, row().attempts) == ("suppressed", reason, 0)
    assert not smtp_server.messages


def test_followers_are_not_told_of_a_request_narrowed_meanwhile(news: News, smtp_server: SmtpServer) -> None:
    solidarity_request = factories.make_request()
    follower = factories.make_user()
    Follow.objects.create(user=follower, country="BD", since=factories.NOW)
    announcement = news("request_opened", solidarity_request)
    write_next_chunk(announcement.pk)
    solidarity_request.visibility = Visibility.NETWORK
    solidarity_request.save()
    engine.run()
    assert row().state == "suppressed" and not smtp_server.messages


def test_nothing_of_a_reader_stands_in_the_log(
    call: News, smtp_server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="solidarity")
    call(handle="needle", email="needle@example.org")
    Organisation.objects.update(name="Needle Union")
    refuse(smtp_server, "550 No such box")
    engine.run()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("solidarity", "unions"))]
    assert ours and not any("needle" in line.lower() for line in ours)
