"""Where news about an object is: links to the pages that say how far each piece is, and the section of the desk."""

from collections.abc import Iterable
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
    found = watching.all_news().filter(finished_at__isnull=True)
    return Panel(
        "unions/desk_section.html",
        {
            "key": "alerts",
            "title": _("Alerts on their way"),
            "count": found.count,
            "rows": lambda: run_rows(found[:MOST_ON_THE_DESK]),
            "empty": _("No news is on its way."),
            "all_url": reverse("solidarity:alert-run-list"),
            "is_standing": True,
        },
    )


def run_rows(found: Iterable[Announcement]) -> list[dict[str, Any]]:
    """Return what lists show of news: its kind, its number, where it stands, since when, and its page."""
    labels = {kind.name: str(kind.label) for kind in kinds_of_news()}
    return [
        {
            "text": labels.get(each.kind, each.kind),
            "about": f"{_('Alert %(number)s') % {'number': each.pk}} · {state_of(each)}",
            "since": each.made_at,
            "is_urgent": each.is_urgent,
            "url": reverse("solidarity:alert-run", args=[each.pk]),
            "number": each.pk,
        }
        for each in found
    ]


def state_of(announcement: Announcement) -> str:
    """Return where a piece of news stands, in a word or two."""
    if announcement.cancelled_at:
        return _("Stopped") if announcement.finished_at else _("Being stopped")
    if announcement.finished_at:
        return _("Finished")
    return _("Waits for its time") if announcement.not_before > timezone.now() else _("On its way")


def _panel(found: Any) -> Panel | None:
    rows = run_rows(found[:MOST_LISTED])
    return Panel("solidarity/alert_run_panel.html", {"runs": rows}) if rows else None
