"""Who may watch a piece of news, and what they may do with it: send again what failed, stop what waits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.alerts.queueing import queue_again
from unions.announcements import KindOfNews, kinds_of_news, wake, watched_kinds
from unions.audit import record
from unions.choices import NetworkRoleKind
from unions.models import Announcement, Recipient, Update, User
from unions.permissions import has_duty
from unions.validators import Refused

ENDED_FOR_GOOD = ("gone", "uncertain")


def may_watch_all(user: Any) -> bool:
    """Network admins may watch all news."""
    return has_duty(user, NetworkRoleKind.NETWORK_ADMIN)


def may_watch(user: Any, announcement: Announcement) -> bool:
    """Network admins, and those who look after what it is about, as its kind says."""
    return may_watch_all(user) or _looks_after(user, announcement) is not None


def watched_from(user: Any, announcement: Announcement) -> str:
    """Return the page of what it is about to those who look after it; nothing to others: it may be hidden from them."""
    kind = _looks_after(user, announcement)
    return kind.watched_from(announcement) if kind else ""


def watched(user: Any, announcement_id: int) -> Announcement | None:
    """Return a piece of news that this person may watch; None where there is none, or they may not."""
    found = Announcement.objects.filter(pk=announcement_id).first()
    return found if found and may_watch(user, found) else None


def all_news() -> "QuerySet[Announcement]":
    """Return all news, for those who may watch all: what is on its way first, then the latest."""
    is_over = Q(finished_at__isnull=False)
    return Announcement.objects.annotate(is_over=is_over).order_by("is_over", "-made_at", "-pk")


def news_about(subject: models.Model, *parts: "QuerySet[Any]") -> "QuerySet[Announcement]":
    """Return the news about an object, its updates and these parts of it that others than network admins may watch."""
    about = _about(type(subject), [subject.pk]) | _about(Update, Update.objects.of(subject).values("pk"))
    for part in parts:
        about |= _about(part.model, part.values("pk"))
    return Announcement.objects.filter(about, kind__in=watched_kinds()).order_by("-made_at", "-pk")


@transaction.atomic
def retry(*, announcement: Announcement, by: User | None, at: datetime) -> int:
    """Let the failed copies go again, each with its own Message-ID, and return how many. Raises Refused once stopped.

    Copies to addresses that are known to be dead stay as they are. Who has left or unsubscribed in the meantime is not
    told: the last look is the same as ever.
    """
    held = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if held.cancelled_at:
        raise Refused(_("This news was stopped: nothing of it goes out again."))
    copies = queue_again(held, repeatable_copies([held]), not_before=Now(), attempts=0)
    if copies:
        Announcement.objects.filter(pk=held.pk).update(finished_at=None)
        record("announcement.retried", held, by=by, at=at)
        transaction.on_commit(lambda: wake(held))
    return copies


@transaction.atomic
def stop(*, announcement: Announcement, by: User | None, at: datetime) -> bool:
    """Cancel what still waits; what is in the hands of the mail server cannot be called back. Return whether it did.

    Raises Refused for news of safety, rights and duties: it may warn of who would stop it.
    """
    if not _is_stoppable(announcement):
        raise Refused(_("This news is about safety or about rights: nobody can stop it."))
    stopped = Announcement.objects.filter(pk=announcement.pk).cancel(at)
    if stopped:
        record("announcement.stopped", announcement, by=by, at=at)
        transaction.on_commit(lambda: wake(announcement))
    return bool(stopped)


def may_stop(announcement: Announcement) -> bool:
    """Whether something of it may still leave, and it is no news that all whom it concerns must hear."""
    return _is_stoppable(announcement) and Announcement.objects.on_its_way().filter(pk=announcement.pk).exists()


def repeatable_copies(announcements: Iterable[Announcement]) -> "QuerySet[AlertDelivery]":
    """Return the copies that were refused or put off too often.

    Not those whose address or device is known to be dead, nor those that may have arrived as often as may be.
    """
    dead = Recipient.objects.filter(pk=OuterRef("recipient"), suspended_at__isnull=False)
    failed = AlertDelivery.objects.filter(announcement__in=announcements, state=DeliveryState.FAILED)
    return failed.exclude(Exists(dead)).exclude(reason__in=ENDED_FOR_GOOD)


def _looks_after(user: Any, announcement: Announcement) -> KindOfNews | None:
    kind = _kind_of(announcement)
    return kind if kind and user.is_authenticated and kind.watched_by(user, announcement) else None


def _is_stoppable(announcement: Announcement) -> bool:
    kind = _kind_of(announcement)
    return kind is None or kind.group.may_be_stopped


def _kind_of(announcement: Announcement) -> KindOfNews | None:
    return {each.name: each for each in kinds_of_news()}.get(announcement.kind)


def _about(model: type[models.Model], keys: Any) -> Q:
    return Q(content_type=ContentType.objects.get_for_model(model), object_id__in=keys)
