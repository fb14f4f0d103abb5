"""Lets the portal tell everything once more, now that the needles are sown: all its news and its single mails."""

from datetime import datetime, timedelta

from django.test import Client, TestCase
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.models import AlertDelivery
from solidarity.tasks import let_the_clock_tick
from tests.security.world import Reader, World
from unions.actions import factor_recoveries, outgoing_mails
from unions.announcements import kinds_of_news, wake
from unions.models import Announcement, User


def tell_all(world: World) -> set[str]:
    """Send all news again and each single mail; return the kinds of news of which there was none."""
    now = timezone.now()
    with portal_mail(), TestCase.captureOnCommitCallbacks(execute=True):
        let_the_clock_tick()
        _ask_for_mails(world, now)
        _put_all_news_back(now)
    engine.run(seconds=600)
    outgoing_mails.send_waiting()
    for announcement in Announcement.objects.all()[:20]:
        wake(announcement)
    return {kind.name for kind in kinds_of_news()} - set(Announcement.objects.values_list("kind", flat=True))


def portal_mail() -> override_settings:
    """Send single mails as the portal does, not into the list that a test run keeps."""
    return override_settings(EMAIL_BACKEND="unions.mail.OutboxBackend")


def _put_all_news_back(now: datetime) -> None:
    """As if nobody had been told of anything yet."""
    AlertDelivery.objects.all().delete()
    fresh = {"highest_recipient_id": None, "fanned_out_at": None, "finished_at": None, "cancelled_at": None}
    Announcement.objects.update(not_before=now - timedelta(days=1), **fresh)


def _ask_for_mails(world: World, now: datetime) -> None:
    """A new password, somebody back in without their second factor, and the link to an account that exists already."""
    member = User.objects.get(pk=world.readers[Reader.MEMBER].pk)
    staff = User.objects.get(pk=world.readers[Reader.STAFF].pk)
    Client().post(reverse("account_reset_password"), {"email": member.email})
    Client().post(reverse("account_signup"), {"email": member.email, "handle": "somebody-new"})
    factor_recoveries.ask(handle_or_address=staff.handle, at=now)
