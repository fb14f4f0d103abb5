"""The live catalogue of the parts that pages are made of, each with the code that draws it."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _

from unions.forms.styleguide import SampleForm

SPECIMENS = (
    "poster", "card_request", "card_campaign", "need_bar", "stat", "bar_chart", "button", "button_link", "icon",
    "badge", "tag", "language_list", "deadline", "quote", "do_not_list", "timeline", "table", "definition_list",
    "organisation_line", "who_sees", "notice", "empty_state", "confirm", "form", "field", "steps", "filters",
    "tabs", "pagination", "breadcrumbs", "follow_button", "report_link", "copy_link", "search", "next_things",
    "wall_poster", "world_map",
    "quick_exit",
)  # fmt: skip


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part with sample words. A sample form that is sent leads back here."""
    if request.method == "POST":
        return redirect("unions:styleguide")
    return render(request, "styleguide/index.html", {"specimens": specimens(), **samples()})


def specimens() -> list[dict[str, str]]:
    """The parts by name, each with its template and that template's own source."""
    paths = {name: f"styleguide/specimens/{name}.html" for name in SPECIMENS}
    return [
        {"name": name, "template": path, "code": get_template(path).template.source.strip()}  # type: ignore[attr-defined]
        for name, path in paths.items()
    ]


def samples() -> dict[str, Any]:
    """Made-up content for the specimens, in the reader's language."""
    now = timezone.now()
    return {
        "request_states": ["draft", "checking", "open", "paused", "closed", "taken_down"],
        "pledge_states": ["pledged", "under_way", "delivered", "confirmed", "withdrawn", "lapsed"],
        "outcomes": ["won", "partly", "lost", "goes_on", "withdrawn", "unreported"],
        "origins": ["original", "human", "reviewed", "machine", "stale"],
        "languages": ["en", "es", "fr", "ar", "bn", "zh"],
        "soon": now + datetime.timedelta(hours=20),
        "later": timezone.localdate(now) + datetime.timedelta(days=16),
        "over": now - datetime.timedelta(days=2),
        "quoted": _("They closed the gates the morning after we asked for the wage that was signed in June."),
        "do_nots": [_("name any worker"), _("call or visit the workplace"), _("tell the press before the union does")],
        "form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"wrong-quantity": "-3", "wrong-what_happens": "…"}, prefix="wrong"),
        **_lists(now),
        **_navigation(),
        **_map(),
        "cards": _cards(now),
        "campaign_cards": _campaign_cards(now),
    }


def _cards(now: datetime.datetime) -> list[dict[str, Any]]:
    letters = {
        "title": _("Protest letters"),
        "arrived": 64,
        "under_way": 20,
        "promised": 45,
        "goal": 200,
        "unit": _("letters"),
    }
    visits = {
        "title": _("Visits to the embassy"),
        "arrived": 6,
        "under_way": 0,
        "promised": 0,
        "goal": 6,
        "unit": _("visits"),
    }
    title = _("Locked out after asking for the wage that was signed")
    common = {"url": "#card_request", "title": title, "asker": "NGWF", "more_needs": 3, "effort_minutes": 10}
    return [
        {**common, "country": "BD", "urgency": "emergency_24h", "deadline": now + datetime.timedelta(hours=20),
         "need": letters, "languages": ["bn", "en"]},
        {**common, "country": "MX", "urgency": "urgent_72h", "deadline": now + datetime.timedelta(days=3),
         "need": letters, "languages": ["es"]},
        {**common, "country": "CN", "urgency": "normal", "state": "closed", "need": visits, "languages": ["zh", "de"]},
    ]  # fmt: skip


def _campaign_cards(now: datetime.datetime) -> list[dict[str, Any]]:
    common = {"url": "#card_campaign", "employer": "Hafen AG", "unions": 12, "countries": 7}
    day = {"name": _("Day at the gates"), "date_from": timezone.localdate(now) + datetime.timedelta(days=9)}
    return [
        {**common, "title": _("Make the port pay"), "state": "active", "day": day},
        {**common, "title": _("One agreement for every quay"), "state": "seeking_partners"},
        {**common, "title": _("Make the port pay"), "state": "closed", "outcome": _("Nothing has changed")},
    ]


def _lists(now: datetime.datetime) -> dict[str, Any]:
    day = datetime.timedelta(days=1)
    return {
        "events": [
            {"at": now, "what": _("The first letters arrived"), "kind": "arrived"},
            {"at": now - day, "what": _("A union has promised 40 letters"), "kind": "under-way"},
            {"at": now - 2 * day, "what": _("A reviewer of another union opened it to all members")},
            {"at": now - 3 * day, "what": _("Twelve unions were asked"), "kind": "urgent"},
        ],
        "things": [
            {
                "text": _("Twelve unions were asked"),
                "url": "#next_things",
                "icon_name": "siren",
                "is_urgent": True,
                "deadline": now + datetime.timedelta(hours=20),
            },
            {"text": _("The first letters arrived"), "url": "#next_things", "about": "NGWF"},
        ],
        "columns": [_("Union"), _("Answer"), _("Hours")],
        "rows": [
            [{"text": "ver.di", "url": "#table"}, _("Yes"), {"text": 5, "is_number": True}],
            [{"text": "CGT", "language": "fr"}, _("We decide soon"), {"text": 11, "is_number": True}],
        ],
        "bars": [
            {"label": _("Arrived"), "value": 1250, "tone": "green"},
            {"label": _("Under way"), "value": 400, "tone": "ochre"},
            {"label": _("Promised"), "value": 90},
        ],
        "facts": [
            {"term": _("Languages"), "text": "español"},
            {"term": _("Website"), "text": "example.org", "url": "#definition_list"},
        ],
    }


def _navigation() -> dict[str, Any]:
    return {
        "steps": [
            {"text": _("What happens"), "url": "#steps", "is_done": True},
            {"text": _("One need"), "is_current": True},
            {"text": _("What you do yourselves")},
            {"text": _("Safety")},
            {"text": _("Who is asked")},
        ],
        "groups": [
            {"key": "kind", "title": _("Kind of need"), "choices": [
                {"text": _("Protest letters"), "url": "#filters", "count": 14, "is_current": True},
                {"text": _("Translation"), "url": "#filters", "count": 9},
            ]},
        ],
        "tabs": [{"text": _("Open"), "url": "#tabs", "is_current": True}, {"text": _("Closed"), "url": "#tabs"}],
        "crumbs": [{"text": _("Requests"), "url": "#breadcrumbs"}, {"text": _("Closed")}],
    }  # fmt: skip


def _map() -> dict[str, Any]:
    numbers = {"BD": 4, "DE": 9, "MX": 3, "US": 12, "SG": 1}
    return {
        "map_marks": [{"country": code, "value": value, "url": "#world_map"} for code, value in numbers.items()],
        "map_flows": [
            {"from_country": "DE", "to_country": "BD", "value": 3, "label": _("3 unions in Germany help Bangladesh")},
            {
                "from_country": "US",
                "to_country": "MX",
                "value": 1,
                "label": _("1 union in the United States helps Mexico"),
            },
        ],
    }
