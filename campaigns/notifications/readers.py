"""Which recipients may read a campaign or an action: `visible_to` the other way round; and how much a mail may say."""

from django.db.models import OuterRef, QuerySet

from campaigns.choices import CampaignState, Visibility
from campaigns.models import Action, Campaign, CampaignFollow
from unions.choices import Grade
from unions.models import Recipient
from unions.notifications.circles import EVERYBODY, network_members, staff_of
from unions.querysets.organisation import MEMBER_STATES


def readers_of(campaign: Campaign) -> "QuerySet[Recipient]":
    """Those whose `visible_to` holds this campaign now."""
    convenors = campaign.coalition.convenors()
    rules = staff_of(convenors.values("organisation"))
    is_admitted = convenors.filter(organisation__state__in=MEMBER_STATES).exists()
    if is_admitted and campaign.state != CampaignState.DRAFT:
        rules |= EVERYBODY if campaign.visibility == Visibility.PUBLIC else network_members()
    return Recipient.objects.filter(rules)


def followers_of(campaign: Campaign) -> "QuerySet[CampaignFollow]":
    """Return the follows of this campaign that a recipient has."""
    return CampaignFollow.objects.filter(campaign=campaign, user=OuterRef("user"))


def grade_of(campaign: Campaign) -> Grade:
    """Return how much a mail about this campaign may say."""
    return Grade.PUBLIC if campaign.visibility == Visibility.PUBLIC else Grade.NETWORK


def readers_of_action(action: Action) -> "QuerySet[Recipient]":
    """Those whose `visible_to` holds this action of a campaign now."""
    readers = readers_of(action.campaign)
    return readers if action.visibility == Visibility.PUBLIC else readers.filter(network_members())
