"""What pages of the floors below show of requests: of an organisation, an employer, a campaign, in the directory."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from solidarity.models import SolidarityRequest
from solidarity.panels.cards import cards_of
from unions.models import Employer, NeedKind, Organisation
from unions.panels import Panel, panel
from unions.queries import reading_order

MOST_ON_A_PANEL = 6
ENOUGH = 5  # fewer acts than this would speak of single people: then only the kind is named


@panel("organisation")
def requests_of_organisation(reader: Any, organisation: Organisation) -> Panel | None:
    """Return the requests of this organisation that the reader finds on the board, and those that have ended."""
    today = timezone.localdate()
    visible = SolidarityRequest.objects.visible_to(reader).listed().filter(organisation=organisation).for_cards()
    found = list(visible.open().order_by("-opened_at", "-pk")[:MOST_ON_A_PANEL])
    found += visible.ended().order_by("-closed_at", "-pk")[:MOST_ON_A_PANEL]
    if not found:
        return None
    return Panel("solidarity/request_panel.html", {"cards": cards_of(found, reading_order(reader), today)})


@panel("standing")
def requests_to_hide(reader: Any, organisation: Organisation) -> Panel | None:
    """Return how many live requests of an organisation its suspension would hide, of those that the reader sees."""
    live = SolidarityRequest.objects.visible_to(reader).live().filter(organisation=organisation).count()
    return Panel("solidarity/standing_panel.html", {"count": live}) if live else None


@panel("organisation")
def help_of_organisation(reader: Any, organisation: Organisation) -> Panel | None:
    """Return which help it gave and received, by kind, as far as this reader may see the requests."""
    visible = SolidarityRequest.objects.visible_to(reader).listed()
    given = visible.help_by_kind(given_by=organisation)
    received = visible.filter(organisation=organisation).help_by_kind()
    if not given and not received:
        return None
    kinds = NeedKind.objects.in_bulk({*given, *received})
    context = {"given": _times(given, kinds), "received": _times(received, kinds)}
    return Panel("solidarity/help_panel.html", context)


@panel("directory")
def requests_in_directory(reader: Any, choice: Any) -> Panel | None:
    """Return the way to the board with the same filters, where somebody asks who matches them."""
    chosen = {name: getattr(choice, name) for name in ("country", "sector", "language") if getattr(choice, name)}
    if not chosen:
        return None
    found = SolidarityRequest.objects.listed_to(reader)
    language = chosen.get("language")
    found = found.speaking(language) if language else found
    columns = {"country": "country", "sector": "sector__code"}
    matching = {column: chosen[name] for name, column in columns.items() if name in chosen}
    if not found.filter(**matching).exists():
        return None
    return Panel(
        "solidarity/directory_panel.html", {"url": f"{reverse('solidarity:request-list')}?{urlencode(chosen)}"}
    )


@panel("employer")
def requests_at_employer(reader: Any, employer: Employer) -> Panel | None:
    """Return the open requests of workers at this employer that the reader finds on the board."""
    visible = SolidarityRequest.objects.visible_to(reader).listed().filter(employer=employer).for_cards()
    found = list(visible.open().most_urgent_first()[:MOST_ON_A_PANEL])
    if not found:
        return None
    cards = cards_of(found, reading_order(reader), timezone.localdate())
    return Panel("solidarity/employer_panel.html", {"cards": cards, "employer": employer})


def _times(counts: dict[int, int], kinds: dict[int, NeedKind]) -> list[dict[str, Any]]:
    """Return kinds of help with how often each arrived, the most frequent first; a few times are not counted out."""
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], kinds[counted[0]].name))
    return [{"kind": kinds[pk].name, "times": count if count >= ENOUGH else None} for pk, count in ordered]


@panel("campaign")
def requests_of_campaign(reader: Any, campaign: Campaign) -> Panel | None:
    """Return the requests attached to a campaign that the reader finds on the board, and those that have ended."""
    attached = SolidarityRequest.objects.visible_to(reader).listed().filter(campaign_links__campaign=campaign)
    found = list(attached.open().for_cards().most_urgent_first()[:MOST_ON_A_PANEL])
    found += attached.ended().for_cards().order_by("-closed_at", "-pk")[:MOST_ON_A_PANEL]
    if not found:
        return None
    cards = cards_of(found, reading_order(reader), timezone.localdate())
    return Panel("solidarity/campaign_panel.html", {"cards": cards})


def campaigns_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Campaign]:
    """Return the campaigns that a request belongs to and this reader may see."""
    links = solidarity_request.campaign_links.values("campaign")
    return list(Campaign.objects.visible_to(reader).filter(pk__in=links).order_by("title", "pk"))
