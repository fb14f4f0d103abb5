"""The last look before a batch leaves: who may still be told, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from solidarity.alerts.audience import hindrances
from solidarity.alerts.claims import Batch
from unions.announcements import KindOfNews, Variant
from unions.choices import Grade
from unions.models import Announcement, Membership, Recipient


@dataclass(frozen=True)
class LastLook:
    """The recipients of a batch who are told, each with their variant, and the reasons of those who are not."""

    told: list[tuple[Recipient, Variant]]
    not_told: dict[int, str]


def look_again(batch: Batch, announcement: Announcement, kind: KindOfNews) -> LastLook:
    """Ask once more who belongs to the audience, who can be told and what each may read: the same few queries."""
    ids = [row.recipient_id for row in batch.rows]
    why = {row.recipient_id: row.why for row in batch.rows}
    allowed = kind.may_still_be_told(announcement, ids)
    told_as = kind.told_as(announcement, ids)
    grade = kind.grade(announcement) if allowed else Grade.NOTICE
    told, not_told = [], dict.fromkeys(ids, "gone")
    for recipient in _with_all_that_matters(ids, kind):
        not_told[recipient.pk] = recipient.hindrance or ("" if recipient.pk in allowed else "no_longer_concerned")
        if not not_told[recipient.pk]:
            del not_told[recipient.pk]
            told.append((recipient, _variant(recipient, grade, why[recipient.pk], told_as.get(recipient.pk, ""))))
    return LastLook(told, not_told)


def told_in(recipient: Recipient) -> str:
    """Return the first of a recipient's languages that the portal speaks, else English."""
    return first_spoken([recipient.language, *(recipient.user.reading_languages if recipient.user else [])])


def first_spoken(wanted: Sequence[str]) -> str:
    """Return the first of these languages that the portal speaks, else English."""
    offered = {code for code, _name in settings.LANGUAGES}
    spoken = (tag for language in wanted for tag in (language, language.partition("-")[0]) if tag in offered)
    return next(spoken, settings.LANGUAGE_CODE)


def _with_all_that_matters(ids: list[int], kind: KindOfNews) -> list[Any]:
    own = Membership.objects.verified().filter(user=OuterRef("user"), organisation__safe_mode=True)
    safe = Q(user__safe_mode=True) | Q(organisation__safe_mode=True) | Exists(own)
    recipients = Recipient.objects.filter(pk__in=ids).select_related("user", "organisation")
    return list(hindrances(recipients, kind).annotate(is_in_safe_mode=safe).order_by("pk"))


def _variant(recipient: Any, grade: Grade, why: str, told_as: str) -> Variant:
    return Variant(
        language=told_in(recipient),
        grade=Grade.NOTICE if recipient.is_in_safe_mode else grade,
        why=why,
        told_as=told_as,
        time_zone=recipient.time_zone,
    )
