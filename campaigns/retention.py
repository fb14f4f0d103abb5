"""What campaigns hold of people: why, and how long."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignFollow
from unions.models import User
from unions.retention import NOBODY, ONESELF, Rule, when_erased

_WITH_CAMPAIGN = _("as long as the campaign is held")
_WITH_ACTION = _("as long as the action is held")
_READERS = _("those who may see the campaign")


def of_campaign(purpose: Any, seen_by: Any = NOBODY) -> Rule:
    """A thing that stays as long as the campaign."""
    return Rule(purpose, _WITH_CAMPAIGN, seen_by=seen_by)


def of_action(purpose: Any, seen_by: Any = _READERS) -> Rule:
    """A thing that stays as long as the action."""
    return Rule(purpose, _WITH_ACTION, seen_by=seen_by)


_WORDS = of_campaign(_("to say in public, or to the network, what unions do together"), _READERS)
_PLACE = of_action(_("so that people find the action; towns, no addresses of persons"))

NIGHTLY: tuple[Callable[[datetime], int], ...] = ()  # campaigns are public work: nothing of them runs out

RULES: dict[str, Rule] = {
    "campaigns.Campaign.title": _WORDS,
    "campaigns.Campaign.goals": _WORDS,
    "campaigns.Campaign.hashtag": _WORDS,
    "campaigns.Campaign.closing_words": _WORDS,
    "campaigns.Campaign.made_by": of_campaign(_("to answer for what was begun")),
    "campaigns.CampaignFollow.user": Rule(
        _("to tell the person what they want to hear of"),
        _("until they follow it no longer; gone at once when the account is erased"),
        seen_by=ONESELF,
    ),
    "campaigns.CoalitionMember.invited_by": of_campaign(_("to answer for who was invited")),
    "campaigns.CoalitionMember.answered_by": of_campaign(_("to answer for who spoke for a union")),
    "campaigns.Demand.text": _WORDS,
    "campaigns.Demand.addressed_to": of_campaign(_("to say of which body it is demanded"), _READERS),
    "campaigns.DemandAdoption.adopted_by": of_campaign(_("to answer for who spoke for a union")),
    "campaigns.DayOfAction.name": _WORDS,
    "campaigns.DayOfAction.call": _WORDS,
    "campaigns.DayOfAction.made_by": of_campaign(_("to answer for what was called")),
    "campaigns.Action.region": _PLACE,
    "campaigns.Action.city": _PLACE,
    "campaigns.Action.details": _PLACE,
    "campaigns.Action.accessibility": of_action(_("so that everybody can take part")),
    "campaigns.Action.source": of_action(_("to say who reports it")),
    "campaigns.Action.made_by": of_action(_("to answer for what was planned"), NOBODY),
    "campaigns.ActionReport.text": of_action(_("to tell how it went")),
    "campaigns.ActionReport.source": of_action(_("to say who counted")),
    "campaigns.ActionReport.reported_by": of_action(_("to answer for a report"), NOBODY),
}


@when_erased
def forget_follower(user: User) -> None:
    """Delete what a person who erases their account follows here."""
    CampaignFollow.objects.filter(user=user).delete()
