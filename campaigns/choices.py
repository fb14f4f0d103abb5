"""Closed lists of campaigns: where they stand, who takes part, what is done and how it was counted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Visibility(TextChoices):
    NETWORK = "network", _("Members of the network")
    PUBLIC = "public", _("Everyone")


class CampaignState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a campaign", "Draft")
    SEEKING_PARTNERS = "seeking_partners", pgettext_lazy("state of a campaign", "Seeking partners")
    ACTIVE = "active", pgettext_lazy("state of a campaign", "Active")
    PAUSED = "paused", pgettext_lazy("state of a campaign", "Paused")
    WINDING_DOWN = "winding_down", pgettext_lazy("state of a campaign", "Winding down")
    CLOSED = "closed", pgettext_lazy("state of a campaign", "Closed")


# Where a campaign may go from where it stands; closing has an action of its own, as it asks what came of it.
MOVES = {
    CampaignState.DRAFT: (CampaignState.SEEKING_PARTNERS,),
    CampaignState.SEEKING_PARTNERS: (CampaignState.ACTIVE,),
    CampaignState.ACTIVE: (CampaignState.PAUSED, CampaignState.WINDING_DOWN),
    CampaignState.PAUSED: (CampaignState.ACTIVE,),
    CampaignState.WINDING_DOWN: (CampaignState.ACTIVE,),
}
RUNNING_STATES = (
    CampaignState.SEEKING_PARTNERS,
    CampaignState.ACTIVE,
    CampaignState.PAUSED,
    CampaignState.WINDING_DOWN,
)
JOINABLE_STATES = (CampaignState.SEEKING_PARTNERS, CampaignState.ACTIVE)
PLANNING_STATES = (CampaignState.SEEKING_PARTNERS, CampaignState.ACTIVE, CampaignState.WINDING_DOWN)


class Outcome(TextChoices):
    """What came of a campaign or of a day of action, as honestly as its unions can say."""

    NONE = "none", pgettext_lazy("outcome of a campaign", "Nothing has changed")
    LOCAL = "local", pgettext_lazy("outcome of a campaign", "Something has changed in some places")
    SIGNIFICANT = "significant", pgettext_lazy("outcome of a campaign", "Something significant has changed")
    UNKNOWN = "unknown", pgettext_lazy("outcome of a campaign", "Not known")


class CoalitionRole(TextChoices):
    CONVENOR = "convenor", pgettext_lazy("role in a campaign", "Convenor")
    MEMBER = "member", pgettext_lazy("role in a campaign", "Member")
    ALLY = "ally", pgettext_lazy("role in a campaign", "Ally")
    SUPPORTER = "supporter", pgettext_lazy("role in a campaign", "Supporter")


class CoalitionState(TextChoices):
    INVITED = "invited", pgettext_lazy("place in a campaign", "Invited")
    JOINED = "joined", pgettext_lazy("place in a campaign", "Joined")
    DECLINED = "declined", pgettext_lazy("place in a campaign", "Declined")
    LEFT = "left", pgettext_lazy("place in a campaign", "Left")


class DemandStatus(TextChoices):
    OPEN = "open", pgettext_lazy("where a demand stands", "Open")
    PARTLY_MET = "partly_met", pgettext_lazy("where a demand stands", "Partly met")
    MET = "met", pgettext_lazy("where a demand stands", "Met")
    REFUSED = "refused", pgettext_lazy("where a demand stands", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("where a demand stands", "Withdrawn")


class ActionKind(TextChoices):
    """What is done. The last nine are found in history alone: a day of action does not call for them."""

    RALLY = "rally", _("Rally")
    DEMONSTRATION = "demonstration", pgettext_lazy("kind of action", "Demonstration")
    BANNER_DROP = "banner_drop", _("Banner on a building")
    PICKET = "picket", _("Picket")
    STRIKE_WORK_STOPPAGE = "strike_work_stoppage", pgettext_lazy("kind of action", "Strike or stoppage")
    WALKOUT = "walkout", _("Walkout")
    BLOCKADE = "blockade", _("Blockade")
    LEAFLETING = "leafleting", _("Leaflets")
    EMBASSY_VISIT = "embassy_visit", _("Visit to an embassy")
    DELEGATION_TO_MANAGEMENT = "delegation_to_management", _("Delegation to the management")
    PETITION_HANDOVER = "petition_handover", _("Handing over a petition")
    ONLINE = "online", pgettext_lazy("kind of action", "Online")
    VIGIL = "vigil", _("Vigil")
    ART = "art", pgettext_lazy("kind of action", "Art")
    PROTEST = "protest", pgettext_lazy("kind of action", "Protest")
    OPEN_LETTER = "open_letter", _("Open letter")
    BOYCOTT = "boycott", _("Boycott")
    ORGANISING_DRIVE = "organising_drive", _("Organising a union")
    RECOGNITION = "recognition", pgettext_lazy("kind of action", "Winning recognition of a union")
    AGREEMENT = "agreement", pgettext_lazy("kind of action", "Collective agreement")
    LEGAL_ACTION = "legal_action", _("Going to court")
    MUTUAL_AID = "mutual_aid", _("Workers helping workers")
    RESIGNATION = "resignation", pgettext_lazy("kind of action", "Resigning in protest")


HISTORICAL_KINDS = (
    ActionKind.PROTEST,
    ActionKind.OPEN_LETTER,
    ActionKind.BOYCOTT,
    ActionKind.ORGANISING_DRIVE,
    ActionKind.RECOGNITION,
    ActionKind.AGREEMENT,
    ActionKind.LEGAL_ACTION,
    ActionKind.MUTUAL_AID,
    ActionKind.RESIGNATION,
)
PLANNED_KINDS = [choice for choice in ActionKind.choices if choice[0] not in HISTORICAL_KINDS]


class ActionStatus(TextChoices):
    PLANNED = "planned", pgettext_lazy("status of an action", "Planned")
    CONFIRMED = "confirmed", pgettext_lazy("status of an action", "Confirmed")
    HAPPENED = "happened", pgettext_lazy("status of an action", "Happened")
    CANCELLED = "cancelled", pgettext_lazy("status of an action", "Cancelled")


COMING_STATUSES = (ActionStatus.PLANNED, ActionStatus.CONFIRMED)


class Qualifier(TextChoices):
    """How exactly somebody counted; the number itself stands in `QUALIFIED`."""

    EXACT = "exact", pgettext_lazy("how exact a number is", "Exactly, as counted")
    ABOUT = "about", pgettext_lazy("how exact a number is", "About")
    MORE_THAN = "more_than", pgettext_lazy("how exact a number is", "More than")
    AT_LEAST = "at_least", pgettext_lazy("how exact a number is", "At least")
    POLICE_SAYS = "police_says", pgettext_lazy("how exact a number is", "The police say")


QUALIFIED = {
    Qualifier.EXACT: pgettext_lazy("people at an action", "%(number)s"),
    Qualifier.ABOUT: pgettext_lazy("people at an action", "about %(number)s"),
    Qualifier.MORE_THAN: pgettext_lazy("people at an action", "more than %(number)s"),
    Qualifier.AT_LEAST: pgettext_lazy("people at an action", "at least %(number)s"),
    Qualifier.POLICE_SAYS: pgettext_lazy("people at an action", "%(number)s, say the police"),
}


class Why(TextChoices):
    """Why somebody is told of a campaign, nearest tie first."""

    INVITED = "campaign_invited", _("A campaign invites your union")
    IN_COALITION = "campaign_coalition", _("Your union takes part in this campaign")
    FOLLOWS_CAMPAIGN = "campaign_followed", _("You follow this campaign")
    SAME_EMPLOYER = "same_employer", _("You organise at the same employer")
    SAME_SECTOR = "same_sector", _("You organise in the same sector")
    FOLLOWS_EMPLOYER = "follows_employer", _("You follow this employer")
    FOLLOWS_SECTOR = "follows_sector", _("You follow this sector")
    FOLLOWS_COUNTRY = "follows_country", _("You follow this country")
