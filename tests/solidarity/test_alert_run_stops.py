"""What warns people, or decides about their rights, reaches all of them: nobody stops it, whoever may watch it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.alerts import engine, watching
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.conftest import call, news
from unions.actions import suspensions
from unions.announcements import kinds_of_news
from unions.choices import NetworkRoleKind
from unions.models import Announcement, AuditEvent, Recipient, User
from unions.validators import Refused

__all__ = ["call", "news"]  # fixtures
News = Callable[..., Announcement]
SignIn = Callable[[User], Client]
UNSTOPPABLE = {
    *("application_open", "application_vote", "vouch_wanted", "memberships_to_renew", "request_to_review"),
    *("contact_changed", "union_suspended", "union_restored", "request_taken_down", "safety_alarm"),
    *("factor_recovery_asked", "factor_recovery_runs", "factor_recovery_ended"),
    *("text_reported", "text_hidden", "text_looked_at_again"),
}


@pytest.fixture
def chief() -> User:
    """A network admin."""
    person = factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)
    factories.add_second_factor(person)
    return person


@pytest.fixture
def warning(chief: User) -> Announcement:
    """News that a union was suspended, of which one of its two admins hears after their quiet hours."""
    union = factories.make_organisation()
    quiet = factories.make_admin(union)
    factories.make_admin(union)
    now = timezone.now()
    begun, over = now - timedelta(hours=1), now + timedelta(hours=3)
    Recipient.objects.filter(user=quiet).update(quiet_from=begun.time(), quiet_until=over.time())
    suspensions.suspend(organisation=union, by=chief, at=now, reason="complaint")
    engine.run()
    return Announcement.objects.get(kind="union_suspended")


def page_of(announcement: Announcement, act: str = "") -> str:
    """Return the address of a piece of news, or of an act on it."""
    return reverse(f"solidarity:alert-run{act and '-'}{act}", args=[announcement.pk])


def test_who_suspended_a_union_cannot_stop_that_its_admins_hear(
    warning: Announcement, chief: User, signed_in: SignIn
) -> None:
    client = signed_in(chief)
    assert page_of(warning, "stop") not in client.get(page_of(warning)).text
    said = client.post(page_of(warning, "stop"), follow=True).text
    assert "This news is about safety or about rights: nobody can stop it." in said
    warning.refresh_from_db()
    assert warning.cancelled_at is None
    assert sorted(AlertDelivery.objects.filter(announcement=warning).values_list("state", flat=True)) == [
        "sent",
        "waiting",
    ]
    assert not AuditEvent.objects.filter(action="announcement.stopped").exists()


def test_what_failed_of_it_goes_again(warning: Announcement, chief: User, signed_in: SignIn) -> None:
    AlertDelivery.objects.filter(state="sent").update(state="failed", reason="dead_letter")
    client = signed_in(chief)
    assert page_of(warning, "retry") in client.get(page_of(warning)).text
    assert "What failed is on its way again." in client.post(page_of(warning, "retry"), follow=True).text


@pytest.mark.parametrize("kind", sorted(UNSTOPPABLE))
def test_news_of_safety_admissions_duties_and_rights_is_not_stopped(call: News, kind: str) -> None:
    announcement = call()
    Announcement.objects.update(kind=kind)
    announcement.refresh_from_db()
    assert not watching.may_stop(announcement)
    with pytest.raises(Refused):
        watching.stop(announcement=announcement, by=None, at=timezone.now())


def test_all_other_news_can_be_stopped() -> None:
    assert {kind.name for kind in kinds_of_news() if not kind.group.may_be_stopped} == UNSTOPPABLE
