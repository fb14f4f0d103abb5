"""Who may watch how far the news of a campaign is, and from where."""

from typing import Any

from django.urls import reverse

from campaigns.models import Action, Campaign, CoalitionMember, DayOfAction
from campaigns.permissions import may_edit
from unions.models import Announcement, Update


def convenors_watch(user: Any, announcement: Announcement) -> bool:
    """Staff of the convenors watch the news of their campaign, of its days, actions, invitations and updates."""
    found = _campaign_of(announcement)
    return found is not None and may_edit(user, found)


def campaign_page(announcement: Announcement) -> str:
    """Return the page of the campaign."""
    found = _campaign_of(announcement)
    return reverse("campaigns:campaign-detail", args=[found.public_id]) if found else ""


def _campaign_of(announcement: Announcement) -> Campaign | None:
    subject = announcement.subject
    found = subject
    if isinstance(subject, DayOfAction | Action | CoalitionMember):
        found = subject.campaign
    elif isinstance(subject, Update):
        found = subject.subject
    return found if isinstance(found, Campaign) else None
