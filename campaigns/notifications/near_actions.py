"""An action begins within 72 hours."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Visibility, Why
from campaigns.models import Action, CoalitionMember
from campaigns.notifications import groups
from campaigns.notifications.readers import followers_of, grade_of, readers_of_action
from campaigns.notifications.telling import NOTICE, context_of, quoted
from campaigns.notifications.watchers import campaign_page, convenors_watch
from unions.announcements import KindOfNews, Variant, Written, written_in
from unions.choices import HIDDEN_TEXT, Grade
from unions.localised import country_name, date_in_words, hour_in_words, or_hidden
from unions.models import Announcement, Organisation, Recipient
from unions.notifications.circles import (
    EVERYBODY,
    because,
    matching,
    most_eager,
    nearest_follow,
    people_of,
    staff_of,
)

QUOTED = ("details", "accessibility")


def audience(announcement: Announcement) -> "QuerySet[Recipient]":
    """Those who could come: people of the coalition and followers of the campaign there, and who follows the country.

    An action without a country is near to the whole coalition and all followers. Staff of the host are not told.
    """
    action = announcement.subject
    is_coming = action is not None and Action.objects.coming().filter(pk=action.pk).exists()
    if not is_coming or not action.lies_ahead(timezone.now()):
        return because(Recipient.objects.none(), "")
    followed, follows = _follows(action), followers_of(action.campaign)
    by_union = people_of(_coalition_there(action).values("organisation"))
    whens = [
        When(by_union, then=Value(Why.IN_COALITION.value)),
        When(Q(Exists(follows)) & _are_there(action), then=Value(Why.FOLLOWS_CAMPAIGN.value)),
    ]
    nearest = Case(*whens, *nearest_follow(followed), default=Value(""))
    reached = readers_of_action(action).exclude(staff_of([action.host_id])).annotate(why=nearest).exclude(why="")
    return reached.annotate(frequency=most_eager(matching(followed), follows, others=by_union))


def context(announcement: Announcement, variant: Variant) -> dict[str, Any]:
    """Return what is done, when, where and by whom, as far as it may be told, and the way to it."""
    action = announcement.subject
    told = context_of(action.campaign, variant)
    url = settings.SITE_URL + reverse("campaigns:action-detail", args=[action.public_id])
    return told | {
        "kind_of_action": action.get_kind_display(),
        "date": date_in_words(action.on),
        "place": action.place_in_words,
        "facts": [fact for fact in _facts(action, variant, told) if fact[1]],
        "quotes": [quote for field in QUOTED for quote in quoted(action, field, variant)],
        "portal_url": url,
        "actions": [{"text": _("Look at the action"), "url": url}, *told["actions"]],
    }


def grade(announcement: Announcement) -> Grade:
    """Return how much a mail may say: all of a public action; no more than a notice once the network hid a text."""
    action = announcement.subject
    texts = (action.campaign.title, action.city, action.region, *(getattr(action, field) for field in QUOTED))
    if HIDDEN_TEXT in texts:
        return Grade.NOTICE
    return grade_of(action.campaign) if action.visibility == Visibility.PUBLIC else Grade.NETWORK


def quotes(announcement: Announcement) -> list[Written]:
    """Return that the campaign is quoted, and the action where its host has written something."""
    action = announcement.subject
    has_words = any(getattr(action, field) for field in QUOTED)
    return written_in(action.campaign, *([action] if has_words else []))


def _facts(action: Action, variant: Variant, told: dict[str, Any]) -> list[tuple[str, str]]:
    if variant.grade != Grade.PUBLIC:
        where = country_name(action.country)
        return [(_("When"), date_in_words(action.on)), (_("Where"), where), (_("Sector"), told["sector"])]
    return [
        (_("When"), _when(action)),
        (_("Where"), action.place_in_words),
        (_("Host"), _host(action)),
        (_("Against"), told["employer"]),
        (_("Sector"), told["sector"]),
    ]


def _when(action: Action) -> str:
    """Return the day, with the hours of its place where there are any."""
    date, hours = date_in_words(action.on), hour_in_words(action.starts_at)
    if action.ends_at:
        hours = _("%(first)s – %(last)s") % {"first": hours, "last": hour_in_words(action.ends_at)}
    return _("%(date)s, %(hours)s local time") % {"date": date, "hours": hours} if hours else date


def _host(action: Action) -> str:
    """Return who does it, as the page of the action names it to everybody: no union that hides itself."""
    named = Organisation.objects.visible_to(AnonymousUser()).filter(pk=action.host_id).first()
    return str(or_hidden(named.name)) if named else ""


def _coalition_there(action: Action) -> "QuerySet[CoalitionMember]":
    """Those of the coalition that are in the country of the action; all of it where the action has none."""
    joined = CoalitionMember.objects.joined().filter(campaign=action.campaign_id)
    return joined.filter(organisation__country=action.country) if action.country else joined


def _are_there(action: Action) -> Q:
    """Those whose union is in the country of the action, or who follow it; all where the action has none."""
    if not action.country:
        return EVERYBODY
    unions = Organisation.objects.filter(country=action.country)
    return people_of(unions.values("pk")) | Q(Exists(matching(_follows(action))))


def _follows(action: Action) -> list[tuple[Why, Q]]:
    """What somebody may follow of an action."""
    return [(Why.FOLLOWS_COUNTRY, Q(country=action.country) & ~Q(country=""))]


KIND = KindOfNews(
    name="action_near",
    label=gettext_lazy("An action that I could come to begins soon"),
    group=groups.CAMPAIGNS,
    audience=audience,
    grade=grade,
    context=context,
    quotes=quotes,
    notice=NOTICE,
    watched_by=convenors_watch,
    watched_from=campaign_page,
)
