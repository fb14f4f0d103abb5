"""Who may do what with campaigns and their actions; pure questions, no writes."""

from typing import Any

from campaigns.choices import JOINABLE_STATES, PLANNING_STATES, CampaignState
from campaigns.models import Action, Campaign
from unions.choices import NetworkRoleKind
from unions.models import Organisation
from unions.permissions import has_duty, is_staff


def may_begin(user: Any) -> bool:
    """Staff of an admitted organisation may begin a campaign."""
    return is_staff(user)


def may_edit(user: Any, campaign: Campaign) -> bool:
    """Staff of a convenor may change it."""
    return Campaign.objects.editable_by(user).filter(pk=campaign.pk).exists()


def may_join(user: Any, campaign: Campaign) -> bool:
    """Staff of an admitted organisation may bring it in, or change what it accepts, while partners are wanted."""
    return campaign.state in JOINABLE_STATES and is_staff(user)


def may_plan(user: Any, campaign: Campaign) -> bool:
    """Staff of a union that takes part may add actions."""
    return campaign.state in PLANNING_STATES and own_places(user, campaign).exists()


def may_tell(user: Any, campaign: Campaign) -> bool:
    """Staff of a union that takes part may tell the news."""
    return campaign.state != CampaignState.DRAFT and own_places(user, campaign).exists()


def may_report(user: Any, action: Action) -> bool:
    """Staff of any union that takes part may report what they saw: reports stand side by side."""
    return action.campaign is not None and own_places(user, action.campaign).exists()


def may_import_history(user: Any) -> bool:
    """Network admins may."""
    return has_duty(user, NetworkRoleKind.NETWORK_ADMIN)


def own_places(user: Any, campaign: Campaign) -> Any:
    """Return the places in the coalition of the organisations that this person speaks for."""
    staffed = Organisation.objects.staffed_by(user)
    return campaign.coalition.joined().filter(organisation__in=staffed).select_related("organisation")


def may_take_place(user: Any, campaign: Campaign) -> bool:
    """Staff of a union that is invited or takes part may answer for its place."""
    return campaign.coalition.editable_by(user).exists() or may_edit(user, campaign)
