"""The registry of kinds of news, and the one way to write news into the outbox."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet
from kombu.exceptions import OperationalError

from unions.choices import Grade
from unions.models import Announcement, Recipient, User


@dataclass(frozen=True)
class KindOfNews:
    """What a room tells the alert engine about one kind of its news.

    audience(announcement) -> queryset of Recipient who are concerned, before unsubscriptions.
    may_still_be_told(announcement, recipient_ids) -> those of these recipients who may be told now.
    reason(announcement, recipient_ids) -> {recipient id: reason code} why it reached each.
    grade(announcement, recipient) -> how much the mail may say.
    context(announcement, language, grade, reason) -> context of the templates, texts in that language.
    is_owed: an addressed call; it bypasses unsubscription from everything else but its own kind.
    """

    name: str
    label: Any
    template: str
    audience: Callable[[Announcement], "QuerySet[Recipient]"]
    may_still_be_told: Callable[[Announcement, list[int]], set[int]]
    grade: Callable[[Announcement, Recipient], Grade]
    context: Callable[[Announcement, str, Grade, str], dict[str, Any]]
    reason: Callable[[Announcement, list[int]], dict[int, str]] = field(default=lambda announcement, ids: {})
    is_owed: bool = False


logger = logging.getLogger(__name__)
_kinds: dict[str, KindOfNews] = {}


def register(kind: KindOfNews) -> None:
    """Make a kind of news known; twice the same name is a mistake of the programmer."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"There are two kinds of news called {kind.name}.")
    _kinds[kind.name] = kind


def kind_of_news(name: str) -> KindOfNews:
    """Return a kind by its name; KeyError where no room has registered it."""
    return _kinds[name]


def kinds_of_news() -> list[KindOfNews]:
    """Return all kinds, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def announce(
    kind: str,
    subject: models.Model,
    *,
    by: User | Recipient | None,
    at: datetime,
    audience: str = "",
    wave: int = 1,
    is_urgent: bool = False,
    not_before: datetime | None = None,
) -> Announcement:
    """Write news into the outbox, once per kind, subject, audience and wave; wake the engine after the commit."""
    announcement, is_new = Announcement.objects.get_or_create(
        kind=kind_of_news(kind).name,
        content_type=ContentType.objects.get_for_model(subject),
        object_id=subject.pk,
        audience=audience,
        wave=wave,
        defaults={
            "is_urgent": is_urgent,
            "not_before": not_before or at,
            "made_at": at,
            "made_by": by if isinstance(by, User) else None,
        },
    )
    if is_new:
        transaction.on_commit(lambda: wake(announcement))
    return announcement


def wake(announcement: Announcement) -> None:
    """Ask Celery to look at the outbox now."""
    wake_by_name("solidarity.alerts.tasks.send_urgent" if announcement.is_urgent else "solidarity.alerts.tasks.sweep")


def wake_by_name(task: str) -> None:
    """Send a task without waiting for a broker that is away: the clock sweeps seconds later in any case."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except (OperationalError, OSError):
        logger.warning("wake_up_failed task=%s", task)
