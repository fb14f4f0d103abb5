"""The last look before a digest or a message to a device or a chat: who may still be told, and in which words."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Now

from solidarity.alerts.audience import by_own_channel, hindrances
from solidarity.alerts.eligibility import safe_mode
from solidarity.alerts.quiet_hours import left_of_quiet
from solidarity.alerts.variants import Variants, wanted_by
from unions.announcements import KindOfNews, Variant
from unions.choices import Channel, Frequency, Grade
from unions.models import Announcement, Recipient


@dataclass(frozen=True)
class LookedAt:
    """The recipients who are told, each with their variant, and the reasons of those who are not.

    Of those who are told, `later` holds for how long some have quiet hours still.
    """

    told: list[tuple[Recipient, Variant]]
    not_told: dict[int, str]
    later: dict[int, timedelta] = field(default_factory=dict)


def look_at(
    why: dict[int, str], announcement: Announcement, kind: KindOfNews, channel: Channel = Channel.DIGEST
) -> LookedAt:
    """Ask once more who of these belongs to the audience, who can be told and what each may read: a few queries.

    The recipients are given with the code of the reason that it reached each.
    """
    ids = list(why)
    allowed = kind.may_still_be_told(announcement, ids)
    told_as = kind.told_as(announcement, ids)
    variants = Variants(kind, announcement, kind.grade(announcement) if allowed else Grade.NOTICE)
    told, not_told, later = [], dict.fromkeys(ids, "gone"), {}
    for recipient in _with_all_that_matters(ids, kind, channel):
        not_told[recipient.pk] = recipient.hindrance or ("" if recipient.pk in allowed else "no_longer_concerned")
        if not not_told[recipient.pk]:
            del not_told[recipient.pk]
            told.append((recipient, _variant(recipient, variants, why[recipient.pk], told_as.get(recipient.pk, ""))))
            quiet = recipient.quiet_from, recipient.quiet_until, recipient.time_zone
            if wait := left_of_quiet(recipient.asked_at, *quiet):
                later[recipient.pk] = wait
    return LookedAt(told, not_told, later)


def _with_all_that_matters(ids: list[int], kind: KindOfNews, channel: Channel) -> list[Any]:
    recipients = Recipient.objects.filter(pk__in=ids).select_related("user", "organisation")
    return list(
        _hindered(recipients, kind, channel).annotate(is_in_safe_mode=safe_mode(), asked_at=Now()).order_by("pk")
    )


def _hindered(recipients: "QuerySet[Recipient]", kind: KindOfNews, channel: Channel) -> "QuerySet[Any]":
    """Add why a recipient cannot be told; a device or a chat does not ask whether mail arrives."""
    if channel not in {Channel.PUSH, Channel.CHAT}:
        return hindrances(recipients, kind)
    unwanted = When(by_this=Frequency.NEVER, then=Value("not_wanted"))
    hindrance = Case(unwanted, default=Value(""), output_field=CharField())
    return recipients.annotate(by_this=by_own_channel(kind, channel)).annotate(hindrance=hindrance)


def _variant(recipient: Any, variants: Variants, why: str, told_as: str) -> Variant:
    return variants.of(wanted_by(recipient), recipient.is_in_safe_mode, why, told_as, recipient.time_zone)
