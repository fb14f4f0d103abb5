"""A union that takes part in a campaign attaches its request to it, and detaches it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.choices import RUNNING_STATES, CoalitionState
from campaigns.models import Campaign
from solidarity.choices import LIVE_STATES
from solidarity.models import CampaignLink, SolidarityRequest
from unions.audit import record
from unions.models import User
from unions.validators import Refused


class NotToBeAttached(Refused):
    """The request has ended, the campaign is closed, or the union takes no part in it."""


@transaction.atomic
def attach(*, by: User, at: datetime, solidarity_request: SolidarityRequest, campaign: Campaign) -> CampaignLink:
    """Let a live request show on the page of a running campaign that its union has joined. Raises NotToBeAttached."""
    held = SolidarityRequest.objects.select_for_update(no_key=True).get(pk=solidarity_request.pk)
    if held.state not in LIVE_STATES:
        raise NotToBeAttached(_("This request has ended, or is not published yet."))
    takes_part = campaign.coalition.filter(organisation=held.organisation_id, state=CoalitionState.JOINED)
    if campaign.state not in RUNNING_STATES or not takes_part.exists():
        raise NotToBeAttached(_("Choose a campaign in which your union takes part."), field="campaign")
    link, is_new = CampaignLink.objects.get_or_create(
        solidarity_request=held, campaign=campaign, defaults={"attached_by": by, "attached_at": at}
    )
    if is_new:
        record("request_attached", link, by=by, at=at)
    return link


@transaction.atomic
def detach(*, by: User, at: datetime, solidarity_request: SolidarityRequest, campaign: Campaign) -> bool:
    """Take the request from the campaign's page; return whether it stood there."""
    link = solidarity_request.campaign_links.filter(campaign=campaign).first()
    if link is None:
        return False
    record("request_detached", link, by=by, at=at)
    link.delete()
    return True
