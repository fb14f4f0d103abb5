"""The registry of kinds of news, and the one way to write news into the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import QuerySet

from unions.choices import Grade
from unions.models import Announcement, Recipient, User
from unions.waking import wake_by_name


class Reader(Protocol):
    """What the copy of a mail must know of its recipient."""

    @property
    def pk(self) -> Any:
        """The number."""

    @property
    def public_id(self) -> str:
        """What names it in links."""

    @property
    def address(self) -> str:
        """The mail address."""


@dataclass(frozen=True)
class Variant:
    """All that decides the words of a copy: copies of one variant are rendered once.

    `why` is the code of the reason it reached the reader; `told_as` names what else of the news is the reader's own,
    such as their union's Addressee; `time_zone` is that in which hours are written. What members wrote is quoted in the
    first of the languages `reads` that there is, else as it was written; all else is in `language`.
    """

    language: str
    grade: Grade
    why: str = ""
    told_as: str = ""
    time_zone: str = "UTC"
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """Rows of one model that hold words of members, by their ids or a query for them, and what they are written in."""

    model: type[models.Model]
    ids: "list[int] | QuerySet[Any]"
    language: str


def written_in(*subjects: Any) -> list[Written]:
    """Return that the words of these objects are quoted, each of a model of its own, in the language that it names."""
    return [Written(type(subject), [subject.pk], subject.language) for subject in subjects]


def _no_reply(announcement: Announcement, variant: Variant, reader: Reader) -> str:
    return ""


def _nothing_of_their_own(announcement: Announcement, recipient_ids: list[int]) -> dict[int, str]:
    return {}


def _nothing_quoted(announcement: Announcement) -> list[Written]:
    return []


def _by_nobody_else(user: Any, announcement: Announcement) -> bool:
    return False


def _nowhere(announcement: Announcement) -> str:
    return ""


@dataclass(frozen=True)
class GroupOfNews:
    """Kinds of news about one thing: who chooses how often news comes chooses by group. `place` orders the groups.

    may_be_stopped: whether who watches its news may stop it by hand. Nobody may stop what warns of them.
    """

    name: str
    label: Any
    place: int
    may_be_stopped: bool = True


@dataclass(frozen=True)
class KindOfNews:
    """What a room tells the alert engine about one kind of its news; its templates are `emails/<name>.*`.

    audience(announcement) -> Recipients who are concerned and may know of it now, before unsubscriptions, annotated
        with `why`: the code of the reason. Asked once when the news goes out, and again before each batch. Where it
        reaches people by what they follow, also annotated with `frequency`: how often the most eager of their follows
        that match wants it (see `notifications.circles.most_eager`); the engine then takes the less eager of this and
        of what they chose for the kind.
    grade(announcement) -> how much a mail about it may say.
    context(announcement, variant) -> context of the templates, called in the reader's language and zone.
    told_as(announcement, recipient_ids) -> {recipient id: what of the news is their own}, where there is such a thing.
    quotes(announcement) -> whose words its public mails quote, each model once. By this readers whose languages lead
        to the same words share a mail; what is left out is quoted as it was written. Asked like `grade`.
    reply_to(announcement, variant, recipient) -> the address at which a reply of theirs is read, or an empty string;
        asked for each copy, so it makes no query.
    notice: the templates for readers who may only be told that something waits.
    is_owed: an addressed call or a matter of safety; only unsubscribing from its own kind stops it.
    is_call: it asks an organisation for help; an office that has ended it cannot be asked by mail.
    watched_by(user, announcement) -> whether it is theirs to see how far it is, to send again what failed and to stop
        it. Network admins always may; where a kind says nothing, nobody else.
    watched_from(announcement) -> the address of the page of what it is about, for those by whom it is watched.
    """

    name: str
    label: Any
    group: GroupOfNews
    audience: Callable[[Announcement], "QuerySet[Recipient]"]
    grade: Callable[[Announcement], Grade]
    context: Callable[[Announcement, Variant], dict[str, Any]]
    told_as: Callable[[Announcement, list[int]], dict[int, str]] = _nothing_of_their_own
    quotes: Callable[[Announcement], Sequence[Written]] = _nothing_quoted
    reply_to: Callable[[Announcement, Variant, Reader], str] = _no_reply
    notice: str = "notice"
    is_owed: bool = False
    is_call: bool = False
    watched_by: Callable[[Any, Announcement], bool] = _by_nobody_else
    watched_from: Callable[[Announcement], str] = _nowhere

    def may_still_be_told(self, announcement: Announcement, recipient_ids: list[int]) -> set[int]:
        """Return those of these recipients who belong to the audience now; one query."""
        return set(self.audience(announcement).filter(pk__in=recipient_ids).values_list("pk", flat=True))

    def templates(self, grade: Grade) -> str:
        """Return the stem of the templates' names for this grade."""
        return f"emails/{self.notice if grade == Grade.NOTICE else self.name}"

    @property
    def unsubscribed_by(self) -> list[str]:
        """The kinds of unsubscription that stop it; an empty kind stands for all mail that is not owed."""
        return [self.name] if self.is_owed else [self.name, ""]


_kinds: dict[str, KindOfNews] = {}


def register(kind: KindOfNews) -> None:
    """Make a kind of news known; twice the same name is a mistake of the programmer."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        raise ValueError(f"There are two kinds of news called {kind.name}.")
    if any(known.group.name == kind.group.name and known.group != kind.group for known in _kinds.values()):
        raise ValueError(f"There are two groups of news called {kind.group.name}.")
    _kinds[kind.name] = kind


def kind_of_news(name: str) -> KindOfNews:
    """Return a kind by its name; KeyError where no room has registered it."""
    return _kinds[name]


def kinds_of_news() -> list[KindOfNews]:
    """Return all kinds, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def kinds_of_calls() -> list[str]:
    """Return the names of the kinds by which organisations are asked for help."""
    return [kind.name for kind in kinds_of_news() if kind.is_call]


def groups_of_news() -> list[tuple[GroupOfNews, list[KindOfNews]]]:
    """Return the groups in their order, each with its kinds by name."""
    kinds = kinds_of_news()
    groups = sorted({kind.group for kind in kinds}, key=lambda group: group.place)
    return [(group, [kind for kind in kinds if kind.group == group]) for group in groups]


def watched_kinds() -> list[str]:
    """Return the names of the kinds of news that others than network admins may watch."""
    return [kind.name for kind in kinds_of_news() if kind.watched_by is not _by_nobody_else]


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


def announce_again(
    kind: str, subject: models.Model, *, by: User | Recipient | None, at: datetime, is_urgent: bool = False
) -> Announcement:
    """Write the next wave of one kind of news about one subject; the caller holds the subject."""
    kinds = ContentType.objects.get_for_model(subject)
    waves = Announcement.objects.filter(kind=kind, content_type=kinds, object_id=subject.pk).count()
    return announce(kind, subject, by=by, at=at, wave=waves + 1, is_urgent=is_urgent)


def cancel_about(subject: models.Model, *, at: datetime) -> int:
    """Stop all news about this subject that is still on its way; return how many announcements that were."""
    kinds = ContentType.objects.get_for_model(subject)
    return Announcement.objects.filter(content_type=kinds, object_id=subject.pk).cancel(at)


def announce_each(
    kind: str, subjects: Sequence[models.Model], *, by: User | Recipient | None, at: datetime, wave: int = 1
) -> None:
    """Write news about each of many objects of one kind in one statement; those already written stay as they are."""
    Announcement.objects.bulk_create(
        (
            Announcement(
                kind=kind_of_news(kind).name,
                content_type=ContentType.objects.get_for_model(subject),
                object_id=subject.pk,
                wave=wave,
                not_before=at,
                made_at=at,
                made_by=by if isinstance(by, User) else None,
            )
            for subject in subjects
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(lambda: wake_by_name("solidarity.alerts.tasks.sweep"))


def wake(announcement: Announcement) -> None:
    """Ask Celery to look at the outbox now."""
    wake_by_name("solidarity.alerts.tasks.send_urgent" if announcement.is_urgent else "solidarity.alerts.tasks.sweep")
