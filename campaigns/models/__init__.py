"""The nouns of campaigns."""

from campaigns.models.action import Action, ActionReport
from campaigns.models.campaign import Campaign, CampaignFollow
from campaigns.models.coalition_member import CoalitionMember
from campaigns.models.day_of_action import DayOfAction
from campaigns.models.demand import Demand, DemandAdoption

__all__ = [
    "Action",
    "ActionReport",
    "Campaign",
    "CampaignFollow",
    "CoalitionMember",
    "DayOfAction",
    "Demand",
    "DemandAdoption",
]
