"""A union is invited into a campaign."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import JOINABLE_STATES, CoalitionState, Why
from campaigns.notifications import groups
from campaigns.notifications.readers import grade_of, readers_of
from campaigns.notifications.telling import NOTICE, context_of, joining_page_of, quoted
from campaigns.notifications.watchers import campaign_page, convenors_watch
from unions.announcements import KindOfNews, Variant, written_in
from unions.choices import Grade
from unions.models import Announcement, Recipient
from unions.notifications.circles import because, staff_of


def audience(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the invited union, as long as it has not answered and the campaign takes partners."""
    member = announcement.subject
    if member is None or member.state != CoalitionState.INVITED or member.campaign.state not in JOINABLE_STATES:
        return because(Recipient.objects.none(), "")
    invited = readers_of(member.campaign).filter(staff_of([member.organisation_id]))
    return because(invited, Why.INVITED.value)


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return who is invited into what, and the way to join."""
    member = announcement.subject
    told = context_of(member.campaign, variant)
    join = {"text": _("Look at the demands and answer"), "url": joining_page_of(member.campaign)}
    return told | {"quotes": quoted(member.campaign, "goals", variant), "actions": [join, *told["actions"]]}


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this campaign may say."""
    return grade_of(announcement.subject.campaign)


KIND = KindOfNews(
    name="coalition_invited",
    label=gettext_lazy("A campaign invites our union"),
    group=groups.CAMPAIGNS,
    audience=audience,
    grade=grade,
    context=context,
    quotes=lambda announcement: written_in(announcement.subject.campaign),
    notice=NOTICE,
    is_owed=True,
    watched_by=convenors_watch,
    watched_from=campaign_page,
)
