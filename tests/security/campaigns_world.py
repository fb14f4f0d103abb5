"""Campaigns for the matrix: a public one, one for the network, and drafts where a request is tighter than that."""

from campaigns.actions import actions, campaigns, coalition, days, demands
from campaigns.choices import ActionKind, CampaignState, Visibility
from campaigns.models import Campaign
from tests import factories
from tests.factories import NOW, TODAY
from unions.models import Organisation, User

CALLED = {"public": Visibility.PUBLIC, "network": Visibility.NETWORK}


def add(circle: str, convenor: Organisation, partner: Organisation, by: User, partners: User) -> dict[str, str]:
    """Make a campaign of this circle, convened by one union; return the ids of its parts."""
    campaign = campaigns.begin(
        by=by,
        at=NOW,
        organisation=convenor,
        title=f"Campaign {circle}",
        goals="One agreement.",
        language="en",
        employer=factories.make_employer(f"Port {circle}"),
        starts_on=TODAY,
        visibility=CALLED.get(circle, Visibility.NETWORK),
    )
    demand = demands.add(by=by, at=NOW, campaign=campaign, text="An agreement.", language="en")
    ids = {"campaign": campaign.public_id, "demand": demand.public_id, "campaign_slug": campaign.slug}
    if circle in CALLED:
        _call(campaign, by)
        coalition.join(by=partners, at=NOW, campaign=campaign, organisation=partner, demands=[demand])
        return ids | _act(campaign, convenor, by)
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.ACTIVE, called_at=NOW)
    ids |= _act(campaign, convenor, by)
    Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.DRAFT)
    return ids


def _call(campaign: Campaign, by: User) -> None:
    for to in (CampaignState.SEEKING_PARTNERS, CampaignState.ACTIVE):
        campaigns.move(by=by, at=NOW, campaign=campaign, to=to)


def _act(campaign: Campaign, host: Organisation, by: User) -> dict[str, str]:
    dates = {"date_from": TODAY, "date_to": TODAY}
    day = days.call(by=by, at=NOW, campaign=campaign, name="Day", call="Come.", language="en", **dates)
    where = {"kind": ActionKind.RALLY, "country": "DE", "on": TODAY, "day": day}
    action = actions.plan(by=by, at=NOW, campaign=campaign, host=host, **where)
    return {"day": day.public_id, "action": action.public_id}
