"""The nouns of the roof."""

from solidarity.models.addressee import Addressee
from solidarity.models.campaign_link import CampaignLink
from solidarity.models.check_in import CheckIn, ClosingReport
from solidarity.models.guest_pledge import GuestPledge
from solidarity.models.need import Need
from solidarity.models.photo import Photo
from solidarity.models.pledge import Delivery, Pledge
from solidarity.models.reply_draft import ReplyDraft
from solidarity.models.solidarity_request import Endorsement, SolidarityRequest

__all__ = [
    "Addressee",
    "CampaignLink",
    "CheckIn",
    "ClosingReport",
    "Delivery",
    "Endorsement",
    "GuestPledge",
    "Need",
    "Photo",
    "Pledge",
    "ReplyDraft",
    "SolidarityRequest",
]
