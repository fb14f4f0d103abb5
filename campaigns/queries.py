"""Answers about campaigns that are not one queryset: what was counted, and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.choices import ActionStatus
from campaigns.models import Action, Campaign
from unions.choices import UpdateAudience
from unions.models import Update
from unions.permissions import is_network_member


@dataclass(frozen=True)
class Count:
    """How many took part, at least: `people` at those `counted` of the actions `happened` that gave a number."""

    people: int
    counted: int
    happened: int
    countries: int


def count_of(actions: Iterable[Action]) -> Count:
    """Return what can honestly be said of these actions, fetched with their reports.

    Several reports of one action are never added up: the lowest number of each counts, whoever gave it. So the sum
    is a floor, and it goes with the number of actions that gave any number at all.
    """
    happened = [each for each in actions if each.status == ActionStatus.HAPPENED]
    lowest = [min(numbers) for numbers in map(_numbers, happened) if numbers]
    countries = {each.country for each in happened if each.country}
    return Count(people=sum(lowest), counted=len(lowest), happened=len(happened), countries=len(countries))


def _numbers(action: Action) -> list[int]:
    return [each.participants for each in action.reports.all() if each.participants is not None]


def news_of(campaign: Campaign, reader: Any) -> list[dict[str, Any]]:
    """Return what its unions have told, for `components/timeline.html`, the latest first."""
    audiences = [UpdateAudience.PUBLIC.value]
    if is_network_member(reader):
        audiences += [UpdateAudience.NETWORK.value, UpdateAudience.PLEDGERS.value]
    updates = Update.objects.of(campaign).for_audiences(audiences)
    return [
        {
            "at": each.posted_at,
            "what": each.get_kind_display(),
            "text": each.text,
            "language": each.language,
            "report_kind": "campaign-update",
            "report_id": each.public_id,
        }
        for each in updates
    ]
