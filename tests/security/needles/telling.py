"""Lets the portal tell everything once more, now that the needles are sown: all its news and its single mails."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client, TestCase
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from campaigns.choices import ActionStatus
from campaigns.models import Action
from exchanges.models import Commitment, Visit
from solidarity.alerts import engine
from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.models import Need, SolidarityRequest
from solidarity.tasks import let_the_clock_tick
from tests.security.world import Reader, World
from unions import waking
from unions.actions import factor_recoveries, outgoing_mails
from unions.announcements import announce_each, kinds_of_news, wake
from unions.models import (
    Announcement,
    FactorRecovery,
    Organisation,
    TextReport,
    UnionApplication,
    User,
    Vouch,
)

WAVE = 99  # none of these was told before in this wave
REST: dict[str, Any] = {
    "need_short": Need,
    **dict.fromkeys(("publishing_wanted", "publishing_answered", "review_question", "safety_alarm"), SolidarityRequest),
    **dict.fromkeys(("visit_changed", "report_due"), Visit),
    "commitment_due": Commitment,
    "action_near": Action,
    "factor_recovery_ended": FactorRecovery,
    **dict.fromkeys(("memberships_to_renew", "contact_changed"), Organisation),
    "text_looked_at_again": TextReport,
    "vouch_wanted": UnionApplication,
}


def tell_all(world: World) -> set[str]:
    """Send all news again and each single mail; return the kinds of news of which nobody was sent a copy."""
    now = timezone.now()
    with portal_mail(), TestCase.captureOnCommitCallbacks(execute=True):
        let_the_clock_tick()
        _ask_for_mails(world, now)
        _put_all_news_back(now)
        _announce_the_rest(now)
    engine.run(seconds=600)
    _withdraw(now)
    outgoing_mails.send_waiting()
    for announcement in Announcement.objects.all()[:20]:
        wake(announcement)
    waking.finish(30)  # what the broker is given is read, too
    told = AlertDelivery.objects.filter(state=DeliveryState.SENT).values_list("announcement__kind", flat=True)
    return {kind.name for kind in kinds_of_news()} - set(told)


def portal_mail() -> override_settings:
    """Send single mails as the portal does, not into the list that a test run keeps."""
    return override_settings(EMAIL_BACKEND="unions.mail.OutboxBackend")


def _put_all_news_back(now: datetime) -> None:
    """As if nobody had been told of anything yet."""
    AlertDelivery.objects.all().delete()
    fresh = {"highest_recipient_id": None, "fanned_out_at": None, "finished_at": None, "cancelled_at": None}
    Announcement.objects.update(not_before=now - timedelta(days=1), **fresh)


def _announce_the_rest(now: datetime) -> None:
    """Announce what the stories never came to about every row that it might be about: each kind knows whom it tells."""
    Vouch.objects.update(conflict="")  # the needle in it takes a word its force
    Need.objects.update(wanted_by=(now + timedelta(days=2)).date(), taken=0)  # and their day is near
    Action.objects.filter(status=ActionStatus.PLANNED).update(on=now.date() + timedelta(days=1))
    for kind, rows in REST.items():
        announce_each(kind, list(rows.objects.all()), by=None, at=now - timedelta(days=1), wave=WAVE)


def _withdraw(now: datetime) -> None:
    """Only now has somebody been told of the requests: tell them that these are withdrawn."""
    announce_each("request_taken_down", list(SolidarityRequest.objects.all()), by=None, at=now, wave=WAVE)
    engine.run(seconds=600)


def _ask_for_mails(world: World, now: datetime) -> None:
    """A new password, somebody back in without their second factor, and the link to an account that exists already."""
    member = User.objects.get(pk=world.readers[Reader.MEMBER].pk)
    staff = User.objects.get(pk=world.readers[Reader.STAFF].pk)
    Client().post(reverse("account_reset_password"), {"email": member.email})
    Client().post(reverse("account_signup"), {"email": member.email, "handle": "somebody-new"})
    factor_recoveries.ask(handle_or_address=staff.handle, at=now)
