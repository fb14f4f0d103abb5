"""What becomes of news and mails when a backup comes back: held, for each may have left after it was written."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from solidarity.alerts import queueing
from solidarity.alerts.models import AlertDelivery, DeliveryState
from unions.audit import record_each
from unions.models import Announcement, OutgoingMail

REASON = "restored"
JUMP = 1_000_000  # more pieces of news than any portal tells between two backups
# A Message-ID follows from the number of the news: none may be given again that was given after the backup.
SKIP = """
    SELECT setval(pg_get_serial_sequence('unions_announcement', 'id'),
        nextval(pg_get_serial_sequence('unions_announcement', 'id')) + %s)
"""


@dataclass(frozen=True)
class Held:
    """How much is held back."""

    announcements: int
    copies: int
    mails: int


@transaction.atomic
def hold_back(*, at: datetime) -> Held:
    """Hold all news and mails that wait, skip numbers that were given since, and let everybody sign in again."""
    news = list(Announcement.objects.on_its_way().select_for_update())
    held = Held(
        announcements=len(news),
        copies=queueing.hold_back(news, reason=REASON, ended_at=at),
        mails=OutgoingMail.objects.filter(sent_at=None, failed_at=None).update(failed_at=at, leased_until=None),
    )
    Announcement.objects.filter(pk__in=[each.pk for each in news]).update(cancelled_at=at)
    _record("announcement.held", news, at)
    Session.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(SKIP, [JUMP])
    return held


@transaction.atomic
def release(*, held_at: datetime, at: datetime) -> Held:
    """Let go of what a restore held at that moment; whoever was told before is told again, with the same Message-ID."""
    news = list(Announcement.objects.filter(cancelled_at=held_at).select_for_update())
    copies = AlertDelivery.objects.filter(state=DeliveryState.CANCELLED, reason=REASON)
    mails = OutgoingMail.objects.filter(failed_at=held_at).exclude(message="")
    released = Held(
        announcements=len(news),
        copies=sum(queueing.queue_again(each, copies) for each in news),
        mails=mails.update(failed_at=None),
    )
    Announcement.objects.filter(pk__in=[each.pk for each in news]).update(cancelled_at=None, finished_at=None)
    _record("announcement.released", news, at)
    return released


def _record(action: str, news: list[Announcement], at: datetime) -> None:
    record_each(action, news, by=None, at=at, from_states=[""] * len(news), to_state="")
