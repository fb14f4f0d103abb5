"""What pages show of campaigns: cards, reports in words, and what has happened at an employer."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.choices import ActionKind, ActionStatus
from campaigns.models import Action, ActionReport, Campaign
from unions.localised import date_in_words
from unions.models import Employer
from unions.panels import Panel, panel
from unions.queries import reading_order, texts_in

MOST_ON_A_PANEL = 10


def cards_of(campaigns: Iterable[Campaign], languages: Sequence[str], on: date) -> list[dict[str, Any]]:
    """Return what `campaigns/card_campaign.html` draws of campaigns fetched `for_cards()`; one query more."""
    listed = list(campaigns)
    texts = texts_in(listed, ["title"], languages)
    return [_card(each, texts[each.pk]["title"], on) for each in listed]


def reports_in_words(reports: Iterable[ActionReport]) -> list[dict[str, Any]]:
    """Return reports as they are shown side by side: the number with its qualifier, the words, who says so."""
    return [
        {
            "report_id": each.public_id if _is_reportable(each) else "",
            "number": each.number_in_words,
            "text": each.text,
            "language": each.language,
            "by": each.source or (each.organisation.short_name if each.organisation else ""),
            "url": each.source_url,
        }
        for each in reports
    ]


def _is_reportable(said: ActionReport) -> bool:
    """Whether members wrote it, so that a reader may ask the network to hide it."""
    return not said.action.is_history and bool(said.text or said.source)


def action_rows(actions: Iterable[Action]) -> list[list[Any]]:
    """Return actions fetched `for_page()` as rows of a table: place, date, what, who, how many came."""
    return [
        [
            {
                "text": each.place_in_words,
                "language": get_language(),
                "url": reverse("campaigns:action-detail", args=[each.public_id]),
            },
            {"text": date_in_words(each.on), "is_short": True},
            _what(each),
            each.host.short_name if each.host else each.source,
            _how_many(each),
        ]
        for each in actions
    ]


def action_columns() -> list[str]:
    """Return the heads of that table."""
    return [_("Place"), _("Date"), _("What"), _("Who"), _("How many came")]


@panel("employer")
def campaigns_of_employer(reader: Any, employer: Employer) -> Panel | None:
    """Return the campaigns against an employer that the reader may see."""
    visible = Campaign.objects.visible_to(reader).filter(employer=employer).for_cards()
    found = list(visible.order_by("-called_at", "-pk")[:MOST_ON_A_PANEL])
    if not found:
        return None
    return Panel(
        "campaigns/campaign_panel.html", {"cards": cards_of(found, reading_order(reader), timezone.localdate())}
    )


@panel("employer")
def history_of_employer(reader: Any, employer: Employer) -> Panel | None:
    """Return what lists of others report of an employer, as theirs: the latest first, and how many there are."""
    history = Action.objects.visible_to(reader).history().filter(employers=employer)
    found = list(history.prefetch_related("reports")[:MOST_ON_A_PANEL])
    if not found:
        return None
    context = {
        "columns": [_("Place"), _("Date"), _("What"), _("How many, by the source")],
        "rows": [[row[0], row[1], row[2], row[4]] for row in action_rows(found)],
        "sources": sorted({each.source for each in found}),
        "shown": len(found),
        "total": history.count(),
    }
    return Panel("campaigns/history_panel.html", context)


def _card(campaign: Any, title: Any, on: date) -> dict[str, Any]:
    days = [each for each in campaign.listed_days if each.date_to >= on]
    return {
        "url": reverse("campaigns:campaign-detail", args=[campaign.public_id]),
        "title": title.text,
        "language": title.language,
        "state": campaign.state,
        "employer": campaign.employer.name,
        "unions": len(campaign.joined),
        "countries": len({each.organisation.country for each in campaign.joined} - {""}),
        "day": days[0] if days else None,
        "outcome": campaign.get_outcome_display() if campaign.outcome else "",
    }


def _what(action: Action) -> str:
    kinds = dict(ActionKind.choices)
    words = ", ".join(str(kinds[kind]) for kind in (action.kind, *action.further_kinds))
    if action.status == ActionStatus.HAPPENED:
        return words
    return _("%(kind)s (%(status)s)") % {"kind": words, "status": action.get_status_display()}


def _how_many(action: Action) -> str:
    return " · ".join(each.number_in_words for each in action.reports.all() if each.number_in_words) or "–"
