"""Follows: what a person wants to hear of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from unions.actions import consents
from unions.choices import ConsentPurpose, Frequency
from unions.following import follows_elsewhere
from unions.models import Follow, User


@transaction.atomic
def add(*, by: User, at: datetime, language: str, **target: Any) -> Follow:
    """Follow one thing: country, language (as `spoken`), sector, employer, organisation or need_kind.

    Once more changes nothing. Following is agreeing to be told: the consent is kept in the words of the page, which
    is in `language`.
    """
    follow, _is_new = Follow.objects.get_or_create(user=by, **_row(target), defaults={"since": at})
    words = consents.wording(ConsentPurpose.ALERTS, language)
    consents.give(by=by, purpose=ConsentPurpose.ALERTS, words=words, language=language, at=at)
    return follow


@transaction.atomic
def remove(*, by: User, at: datetime, **target: Any) -> int:
    """Follow a thing no longer; return how many follows ended. Without any left the consent to be told ends too."""
    ended, _by_model = Follow.objects.filter(user=by, **_row(target)).delete()
    if not by.follows.exists() and not follows_elsewhere(by):
        consents.withdraw(by=by, purpose=ConsentPurpose.ALERTS, at=at)
    return ended


@transaction.atomic
def choose_frequencies(*, by: User, frequencies: Mapping[Any, Frequency]) -> None:
    """Say how often news comes by each of one's follows, by their rows; what somebody else follows stays as it is."""
    for follow, frequency in frequencies.items():
        if follow.frequency != frequency:
            type(follow)._default_manager.filter(pk=follow.pk, user=by).update(frequency=frequency)


def _row(target: dict[str, Any]) -> dict[str, Any]:
    """Return all columns that tell follows apart, with everything but the target empty."""
    row: dict[str, Any] = {"country": "", "language": ""}
    row |= dict.fromkeys(("sector", "employer", "organisation", "need_kind"))
    if "spoken" in target:
        target = {"language": target["spoken"]}
    return row | target
