"""After a restore nothing leaves that may have left before it; what is released goes as it would have gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from solidarity.actions import pledges, restorations
from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from solidarity.management.running import restoring
from solidarity.models import Pledge
from tests import factories
from tests.factories import NOW
from tests.smtp_server import SmtpServer
from unions.actions import outgoing_mails
from unions.announcements import announce
from unions.models import Announcement, AuditEvent, OutgoingMail, User


@pytest.fixture
def call(settings: Settings) -> Announcement:
    """News for two staff, written and not yet sent, and a single mail beside it."""
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"
    solidarity_request = factories.make_request()
    union = factories.make_organisation()
    factories.make_addressee(solidarity_request, union)
    for _number in range(2):
        factories.make_staff(union)
    EmailMessage("A single mail", "Words", to=["single@example.org"]).send()
    return announce("request_addressed", solidarity_request, by=None, at=timezone.now() - timedelta(minutes=1))


def send() -> None:
    """Let the workers do their work."""
    engine.run()
    outgoing_mails.send_waiting()


def test_what_waits_is_held_and_does_not_leave(call: Announcement, smtp_server: SmtpServer) -> None:
    write_next_chunk(call.pk)
    assert restorations.hold_back(at=NOW) == restorations.Held(announcements=1, copies=2, mails=1)
    send()
    assert smtp_server.messages == []
    assert set(AlertDelivery.objects.values_list("state", "reason")) == {("cancelled", "restored")}


def test_news_whose_readers_were_not_yet_written_down_is_held_too(call: Announcement, smtp_server: SmtpServer) -> None:
    assert restorations.hold_back(at=NOW).copies == 0
    send()
    assert smtp_server.messages == []


def test_what_was_sent_stays_sent(call: Announcement, smtp_server: SmtpServer) -> None:
    send()
    assert restorations.hold_back(at=NOW) == restorations.Held(announcements=0, copies=0, mails=0)
    assert set(AlertDelivery.objects.values_list("state", flat=True)) == {"sent"}
    assert OutgoingMail.objects.get().failed_at is None


@pytest.mark.parametrize("are_readers_written_down", [True, False])
def test_what_is_released_leaves_once(
    call: Announcement, smtp_server: SmtpServer, are_readers_written_down: bool
) -> None:
    if are_readers_written_down:
        write_next_chunk(call.pk)
    restorations.hold_back(at=NOW)
    send()  # what is held may be marked as finished meanwhile
    released = restorations.release(held_at=NOW, at=timezone.now())
    assert (released.announcements, released.mails) == (1, 1)
    send()
    send()
    assert len(smtp_server.messages) == 3


def test_a_mail_that_the_server_put_off_before_the_backup_is_released_as_well(
    call: Announcement, smtp_server: SmtpServer
) -> None:
    OutgoingMail.objects.update(reply_code=451, attempts=1)
    restorations.hold_back(at=NOW)
    assert restorations.release(held_at=NOW, at=timezone.now()).mails == 1
    assert outgoing_mails.send_waiting() == 1


def test_a_mail_that_was_refused_stays_refused(call: Announcement, smtp_server: SmtpServer) -> None:
    OutgoingMail.objects.update(failed_at=NOW, reply_code=550, envelope_to="", message="")
    assert restorations.hold_back(at=NOW).mails == 0
    assert restorations.release(held_at=NOW, at=timezone.now()).mails == 0


def test_another_moment_releases_nothing(call: Announcement, smtp_server: SmtpServer) -> None:
    restorations.hold_back(at=NOW)
    nothing = restorations.release(held_at=NOW + timedelta(seconds=1), at=NOW)
    assert nothing == restorations.Held(announcements=0, copies=0, mails=0)
    send()
    assert smtp_server.messages == []


def test_news_that_somebody_cancelled_stays_cancelled(call: Announcement, smtp_server: SmtpServer) -> None:
    Announcement.objects.update(cancelled_at=NOW - timedelta(hours=1))
    restorations.hold_back(at=NOW)
    restorations.release(held_at=NOW, at=NOW)
    engine.run()
    assert smtp_server.messages == []


def test_holding_and_releasing_are_in_the_trail(call: Announcement) -> None:
    restorations.hold_back(at=NOW)
    restorations.release(held_at=NOW, at=NOW)
    written = AuditEvent.objects.filter(object_id=call.pk, action__startswith="announcement.").order_by("pk")
    assert [event.action for event in written] == ["announcement.held", "announcement.released"]


def test_the_next_news_gets_a_number_that_was_never_given(call: Announcement) -> None:
    restorations.hold_back(at=NOW)
    later = announce("request_addressed", factories.make_request(), by=None, at=NOW)
    assert later.pk > call.pk + restorations.JUMP


def test_everybody_signs_in_again(signed_in: Callable[[User], object]) -> None:
    signed_in(factories.make_user())
    restorations.hold_back(at=NOW)
    assert not Session.objects.exists()


def test_a_reminder_that_came_due_since_the_backup_is_not_sent_again(smtp_server: SmtpServer) -> None:
    member = factories.make_member(factories.make_organisation())
    need = factories.make_need(factories.make_request())
    at = timezone.now() - timedelta(days=40)
    made = pledges.make(need=need, by=member, quantity=1, at=at, expected_on=at.date() + timedelta(days=2))
    AlertDelivery.objects.all().delete()
    Announcement.objects.all().delete()
    assert made in Pledge.objects.to_remind(timezone.now()) or made in Pledge.objects.to_lapse(timezone.now())
    held = restoring.hold_back(timezone.now())
    assert held.announcements > 0
    engine.run()
    assert smtp_server.messages == []
