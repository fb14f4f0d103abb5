"""What campaigns hold of people: why, and how long."""

from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignFollow
from unions.models import User
from unions.retention import Rule, when_erased

_WITH_CAMPAIGN = _("as long as the campaign is held")
_WITH_ACTION = _("as long as the action is held")
_WORDS = Rule(_("to say in public, or to the network, what unions do together"), _WITH_CAMPAIGN)
_PLACE = Rule(_("so that people find the action; towns, no addresses of persons"), _WITH_ACTION)

RULES: dict[str, Rule] = {
    "campaigns.Campaign.title": _WORDS,
    "campaigns.Campaign.goals": _WORDS,
    "campaigns.Campaign.hashtag": _WORDS,
    "campaigns.Campaign.closing_words": _WORDS,
    "campaigns.Campaign.made_by": Rule(_("to answer for what was begun"), _WITH_CAMPAIGN),
    "campaigns.CampaignFollow.user": Rule(
        _("to tell the person what they want to hear of"),
        _("until they follow it no longer; gone at once when the account is erased"),
    ),
    "campaigns.CoalitionMember.invited_by": Rule(_("to answer for who was invited"), _WITH_CAMPAIGN),
    "campaigns.CoalitionMember.answered_by": Rule(_("to answer for who spoke for a union"), _WITH_CAMPAIGN),
    "campaigns.Demand.text": _WORDS,
    "campaigns.Demand.addressed_to": Rule(_("to say of which body it is demanded"), _WITH_CAMPAIGN),
    "campaigns.DemandAdoption.adopted_by": Rule(_("to answer for who spoke for a union"), _WITH_CAMPAIGN),
    "campaigns.DayOfAction.name": _WORDS,
    "campaigns.DayOfAction.call": _WORDS,
    "campaigns.DayOfAction.made_by": Rule(_("to answer for what was called"), _WITH_CAMPAIGN),
    "campaigns.Action.region": _PLACE,
    "campaigns.Action.city": _PLACE,
    "campaigns.Action.details": _PLACE,
    "campaigns.Action.accessibility": Rule(_("so that everybody can take part"), _WITH_ACTION),
    "campaigns.Action.source": Rule(_("to say who reports it"), _WITH_ACTION),
    "campaigns.Action.made_by": Rule(_("to answer for what was planned"), _WITH_ACTION),
    "campaigns.ActionReport.text": Rule(_("to tell how it went"), _WITH_ACTION),
    "campaigns.ActionReport.source": Rule(_("to say who counted"), _WITH_ACTION),
    "campaigns.ActionReport.reported_by": Rule(_("to answer for a report"), _WITH_ACTION),
}


@when_erased
def forget_follower(user: User) -> None:
    """Delete what a person who erases their account follows here."""
    CampaignFollow.objects.filter(user=user).delete()
