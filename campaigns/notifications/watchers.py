"""Who may watch how far the news of a campaign is."""

from typing import Any

from campaigns.models import Campaign, CoalitionMember, DayOfAction
from campaigns.permissions import may_edit
from unions.models import Announcement, Update


def convenors_watch(user: Any, announcement: Announcement) -> bool:
    """Staff of the convenors watch the news of their campaign, of its days, its invitations and its updates."""
    subject = announcement.subject
    if isinstance(subject, DayOfAction | CoalitionMember):
        return may_edit(user, subject.campaign)
    found = subject.subject if isinstance(subject, Update) else subject
    return isinstance(found, Campaign) and may_edit(user, found)
