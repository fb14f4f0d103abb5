"""News of a campaign."""

from typing import Any

from django.db.models import Case, Exists, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Why
from campaigns.models import Campaign
from campaigns.notifications import groups
from campaigns.notifications.readers import followers_of, grade_of, readers_of
from campaigns.notifications.telling import NOTICE, context_of, page_of, quoted
from campaigns.notifications.watchers import campaign_page, convenors_watch
from unions.announcements import KindOfNews, Variant, written_in
from unions.choices import Grade, UpdateAudience
from unions.models import Announcement, Recipient
from unions.notifications.circles import because, most_eager, network_members, staff_of


def audience(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of the coalition and followers of the campaign, inside the circle that the news is meant for."""
    update = announcement.subject
    campaign = update.subject if update else None
    if not isinstance(campaign, Campaign):
        return because(Recipient.objects.none(), "")
    coalition = staff_of(campaign.coalition.joined().values("organisation"))
    followers = followers_of(campaign)
    why = Case(When(coalition, then=Value(Why.IN_COALITION.value)), default=Value(Why.FOLLOWS_CAMPAIGN.value))
    told = readers_of(campaign).filter(coalition | Q(Exists(followers)))
    if update.audience != UpdateAudience.PUBLIC:
        told = told.filter(network_members())
    others = Q(why=Why.IN_COALITION)
    return told.annotate(why=why).annotate(frequency=most_eager(followers, others=others))


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what kind of news it is and, where it may be told, the words of its author."""
    update = announcement.subject
    return context_of(update.subject, variant) | {
        "kind_of_update": update.get_kind_display(),
        "quotes": quoted(update, "text", variant),
        "actions": [{"text": _("Read it in the portal"), "url": page_of(update.subject)}],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this news may say: news for the network stays out of public mails."""
    update = announcement.subject
    return grade_of(update.subject) if update.audience == UpdateAudience.PUBLIC else Grade.NETWORK


KIND = KindOfNews(
    name="campaign_update",
    label=gettext_lazy("News of a campaign that I follow or that our union takes part in"),
    group=groups.CAMPAIGNS,
    audience=audience,
    grade=grade,
    context=context,
    quotes=lambda announcement: written_in(announcement.subject, announcement.subject.subject),
    notice=NOTICE,
    watched_by=convenors_watch,
    watched_from=campaign_page,
)
