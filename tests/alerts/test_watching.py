"""What failed goes again and what waits can be stopped, both once, and both stand in the trail."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from solidarity.alerts import engine, watching
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.news import asked, give_up
from tests.smtp_server import SmtpServer
from unions.choices import NetworkRoleKind
from unions.models import Announcement, AuditEvent, Recipient, Unsubscription
from unions.validators import Refused

News = Callable[..., Announcement]


def retry(announcement: Announcement) -> int:
    """Send again what failed."""
    return watching.retry(announcement=announcement, by=None, at=timezone.now())


def stop(announcement: Announcement) -> bool:
    """Stop what waits."""
    return watching.stop(announcement=announcement, by=None, at=timezone.now())


def states(announcement: Announcement) -> list[tuple[str, str]]:
    """Return what became of each copy."""
    return sorted(AlertDelivery.objects.filter(announcement=announcement).values_list("state", "reason"))


def test_what_failed_goes_again_and_nobody_else_hears_twice(reached: News, smtp_server: SmtpServer) -> None:
    announcement = reached("en", "en", "en", refused=1)
    give_up(announcement)
    assert retry(announcement) == 1
    engine.run()
    told = [to for _sender, to, _message in smtp_server.messages]
    assert len(told) == len(set(told)) == 3 and states(announcement) == [("sent", "")] * 3
    announcement.refresh_from_db()
    assert announcement.finished_at


def test_sending_again_twice_is_once(reached: News) -> None:
    announcement = reached("en", "en", refused=2)
    give_up(announcement)
    assert (retry(announcement), retry(announcement)) == (2, 0)
    assert AuditEvent.objects.filter(action="announcement.retried", object_id=announcement.pk).count() == 1


@pytest.mark.parametrize("reason", ["uncertain", "gone"])
def test_what_may_have_arrived_or_has_no_device_any_more_is_not_sent_again(reached: News, reason: str) -> None:
    announcement = reached("en", "en", refused=1)
    Recipient.objects.update(suspended_at=None)
    AlertDelivery.objects.filter(state="failed").update(reason=reason)
    assert not watching.repeatable_copies([announcement]).exists() and retry(announcement) == 0


def test_an_address_that_is_known_to_be_dead_is_not_tried_again(reached: News) -> None:
    announcement = reached("en", refused=1)
    assert retry(announcement) == 0 and states(announcement) == [("failed", "refused_550")]
    announcement.refresh_from_db()
    assert announcement.finished_at


def test_who_unsubscribed_since_is_not_told(reached: News, smtp_server: SmtpServer) -> None:
    announcement = reached("en", refused=1)
    give_up(announcement)
    recipient = AlertDelivery.objects.get().recipient
    Unsubscription.objects.create(recipient=recipient, kind="request_addressed", at=timezone.now())
    retry(announcement)
    engine.run()
    assert not smtp_server.messages and states(announcement) == [("suppressed", "unsubscribed")]


def test_what_waits_is_stopped_once(call: News, smtp_server: SmtpServer) -> None:
    announcement = call(staff=2)
    write_next_chunk(announcement.pk)
    assert (stop(announcement), stop(announcement)) == (True, False)
    engine.run()
    assert not smtp_server.messages and states(announcement) == [("cancelled", "cancelled")] * 2
    assert AuditEvent.objects.filter(action="announcement.stopped", object_id=announcement.pk).count() == 1


def test_what_is_over_cannot_be_stopped(reached: News) -> None:
    announcement = reached("en")
    assert not stop(announcement) and states(announcement) == [("sent", "")]


def test_what_was_stopped_does_not_go_again(reached: News) -> None:
    announcement = reached("en", refused=1)
    Announcement.objects.update(cancelled_at=timezone.now())
    with pytest.raises(Refused):
        retry(announcement)
    assert states(announcement) == [("failed", "refused_550")]


def test_staff_of_the_asker_and_network_admins_watch_and_nobody_else(call: News) -> None:
    announcement = call()
    asker, elsewhere = asked(announcement).organisation, factories.make_organisation()
    admin = factories.give_duty(factories.make_member(elsewhere), NetworkRoleKind.NETWORK_ADMIN)
    assert watching.may_watch(factories.make_staff(asker), announcement)
    assert watching.may_watch(admin, announcement)
    assert not watching.may_watch(factories.make_member(asker), announcement)
    assert not watching.may_watch(factories.make_staff(elsewhere), announcement)


@pytest.mark.parametrize("kind", ["request_taken_down", "safety_alarm", "rumour"])
def test_news_of_safety_is_not_the_askers_to_stop(call: News, kind: str) -> None:
    announcement = call()
    Announcement.objects.update(kind=kind)
    announcement.refresh_from_db()
    assert not watching.may_watch(factories.make_staff(asked(announcement).organisation), announcement)
