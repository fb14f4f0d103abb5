"""Where news about an object is: links to the pages that say how far each piece is, and the section of the desk."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from campaigns.permissions import may_edit as may_edit_campaign
from exchanges.models import Exchange
from exchanges.permissions import may_edit as may_edit_exchange
from solidarity.alerts import watching
from unions.announcements import kinds_of_news
from unions.models import Announcement
from unions.panels import Panel, panel

MOST_LISTED = 10
MOST_ON_THE_DESK = 5


@panel("campaign")
def news_of_campaign(reader: Any, campaign: Campaign) -> Panel | None:
    """Return the news of a campaign, for staff of its convenors and for network admins."""
    if not reader.is_authenticated or not (may_edit_campaign(reader, campaign) or watching.may_watch_all(reader)):
        return None
    return _panel(watching.news_about(campaign, campaign.days.all(), campaign.coalition.all()))


@panel("exchange")
def news_of_exchange(reader: Any, exchange: Exchange) -> Panel | None:
    """Return the news of an exchange, for staff of the union that posted it and for network admins."""
    if not reader.is_authenticated or not (may_edit_exchange(reader, exchange) or watching.may_watch_all(reader)):
        return None
    return _panel(watching.news_about(exchange))


@panel("desk")
def news_on_its_way(reader: Any, _shown: None) -> Panel | None:
    """Return what is on its way, for network admins."""
    if not watching.may_watch_all(reader):
        return None
    found: Any = watching.all_news()
    found = found.not_over()
    return Panel(
        "unions/desk_section.html",
        {
            "key": "alerts",
            "title": _("Alerts on their way"),
            "count": found.count,
            "rows": lambda: run_rows(found, MOST_ON_THE_DESK),
            "empty": _("No news is on its way."),
            "all_url": reverse("solidarity:alert-run-list"),
            "is_standing": True,
        },
    )


def run_rows(found: Any, most: int) -> list[dict[str, Any]]:
    """Return what lists show of so much of the news that was found."""
    return [run_row(each, waits_for_digests=each.waits_for_digests) for each in found.with_digests()[:most]]


def run_row(announcement: Announcement, *, waits_for_digests: bool) -> dict[str, Any]:
    """Return its kind, its number, where it stands, since when, and its page."""
    labels = [str(kind.label) for kind in kinds_of_news() if kind.name == announcement.kind]
    state = state_of(announcement, waits_for_digests=waits_for_digests)
    return {
        "text": labels[0] if labels else announcement.kind,
        "about": f"{_('Alert %(number)s') % {'number': announcement.pk}} · {state}",
        "state": state,
        "since": announcement.made_at,
        "is_urgent": announcement.is_urgent,
        "url": reverse("solidarity:alert-run", args=[announcement.pk]),
        "number": announcement.pk,
    }


def state_of(announcement: Announcement, *, waits_for_digests: bool) -> str:
    """Return where a piece of news stands, in a word or two."""
    if announcement.cancelled_at:
        return _("Stopped") if announcement.finished_at else _("Being stopped")
    if announcement.finished_at:
        return _("Waits for digests") if waits_for_digests else _("Finished")
    return _("Waits for its time") if announcement.not_before > timezone.now() else _("On its way")


def _panel(found: Any) -> Panel | None:
    rows = run_rows(found, MOST_LISTED)
    return Panel("solidarity/alert_run_panel.html", {"runs": rows}) if rows else None
