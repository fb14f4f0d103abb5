"""A campaign seeks partners, or calls to a day of action."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import JOINABLE_STATES, PLANNING_STATES, Why
from campaigns.models import Campaign, DayOfAction
from campaigns.notifications import groups
from campaigns.notifications.readers import followers_of, grade_of, readers_of
from campaigns.notifications.telling import NOTICE, context_of, joining_page_of, quoted
from campaigns.notifications.watchers import campaign_page, convenors_watch
from unions.announcements import KindOfNews, Variant, Written, written_in
from unions.choices import Grade, RecognitionStatus
from unions.localised import date_in_words
from unions.models import Announcement, Coverage, Recipient, Recognition
from unions.notifications.circles import because, matching, most_eager, nearest_follow, staff_of


def audience(announcement: Announcement) -> "QuerySet[Recipient]":
    """Staff of unions at this employer or in this sector, and those who follow something of the campaign.

    A day of action is told to the coalition and the followers of the campaign as well. Who calls is not told.
    """
    campaign = _campaign(announcement)
    if campaign is None or not _still_calls(campaign, announcement.subject):
        return because(Recipient.objects.none(), "")
    callers = staff_of(campaign.coalition.convenors().values("organisation"))
    ties, followed = _ties(campaign), _follows(campaign)
    by_union = reduce(or_, (tie for why, tie in ties if why != Why.FOLLOWS_CAMPAIGN))
    whens = (When(tie, then=Value(why.value)) for why, tie in ties)
    nearest = Case(*whens, *nearest_follow(followed), default=Value(""))
    reached = readers_of(campaign).exclude(callers).annotate(why=nearest).exclude(why="")
    return reached.annotate(frequency=most_eager(matching(followed), followers_of(campaign), others=by_union))


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what is called for, and the way to it."""
    campaign, subject = _campaign(announcement), announcement.subject
    told = context_of(campaign, variant)
    if isinstance(subject, DayOfAction):
        is_public = variant.grade == Grade.PUBLIC
        days = [subject.date_from, subject.date_to] if subject.date_to != subject.date_from else [subject.date_from]
        dates = " – ".join(date_in_words(each) for each in days)
        return told | {
            "day": subject.name if is_public else dates,
            "dates": dates,
            "quotes": quoted(subject, "call", variant),
        }
    join = {"text": _("Join for your union"), "url": joining_page_of(campaign)}
    return told | {"quotes": quoted(campaign, "goals", variant), "actions": [*told["actions"], join]}


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail about this call may say."""
    campaign = _campaign(announcement)
    return grade_of(campaign) if campaign else Grade.NOTICE


def quotes(announcement: Announcement) -> list[Written]:
    """Return that the campaign is quoted, and the day of action where it calls to one."""
    campaign, subject = _campaign(announcement), announcement.subject
    return written_in(subject, *([campaign] if campaign != subject else []))


def _campaign(announcement: Announcement) -> Campaign | None:
    subject = announcement.subject
    return subject.campaign if isinstance(subject, DayOfAction) else subject


def _still_calls(campaign: Campaign, subject: Any) -> bool:
    return campaign.state in (PLANNING_STATES if isinstance(subject, DayOfAction) else JOINABLE_STATES)


def _ties(campaign: Campaign) -> list[tuple[Why, Q]]:
    """What ties somebody to a campaign, the nearest first; what else they follow comes after these."""
    present = Recognition.objects.filter(employer=campaign.employer_id).exclude(status=RecognitionStatus.LOST)
    covering = Coverage.objects.filter(sector__isnull=False, sector=campaign.sector_id)
    return [
        (Why.IN_COALITION, staff_of(campaign.coalition.joined().values("organisation"))),
        (Why.FOLLOWS_CAMPAIGN, Q(Exists(followers_of(campaign)))),
        (Why.SAME_EMPLOYER, staff_of(present.values("organisation"))),
        (Why.SAME_SECTOR, staff_of(covering.values("organisation"))),
    ]


def _follows(campaign: Campaign) -> list[tuple[Why, Q]]:
    """What somebody may follow of a campaign, the nearest first."""
    return [
        (Why.FOLLOWS_EMPLOYER, Q(employer=campaign.employer_id)),
        (Why.FOLLOWS_SECTOR, Q(sector__isnull=False, sector=campaign.sector_id)),
        (Why.FOLLOWS_COUNTRY, Q(country=campaign.employer.country) & ~Q(country="")),
    ]


KIND = KindOfNews(
    name="campaign_call",
    label=gettext_lazy("A campaign that concerns our union, or something that I follow"),
    group=groups.CAMPAIGNS,
    audience=audience,
    grade=grade,
    context=context,
    quotes=quotes,
    notice=NOTICE,
    watched_by=convenors_watch,
    watched_from=campaign_page,
)
