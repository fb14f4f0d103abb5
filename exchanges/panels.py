"""What other pages show of exchanges: cards, and those of an organisation on its page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from exchanges.models import Exchange
from unions.models import Organisation
from unions.panels import Panel, panel
from unions.queries import reading_order, texts_in

MOST_ON_A_PANEL = 6


def cards_of(exchanges: Iterable[Exchange], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what `exchanges/exchange_card.html` draws, for exchanges fetched `for_cards()`; one query more."""
    listed = list(exchanges)
    texts = texts_in(listed, ["title"], languages) if listed else {}
    return [_card(each, texts[each.pk]["title"]) for each in listed]


@panel("organisation")
def exchanges_of_organisation(reader: Any, organisation: Organisation) -> Panel | None:
    """Return what this organisation has open, and the visits that it hosted or made."""
    visible = Exchange.objects.listed_to(reader).for_cards(reader)
    found = list(visible.filter(organisation=organisation).open()[:MOST_ON_A_PANEL])
    visits = visible.exclude(visit_state=None)
    own_visits = visits.filter(visit__host=organisation) | visits.filter(visit__guest=organisation)
    found += own_visits.past()[:MOST_ON_A_PANEL]
    if not found:
        return None
    return Panel("exchanges/exchange_panel.html", {"cards": cards_of(found, reading_order(reader))})


def _card(exchange: Any, title: Any) -> dict[str, Any]:
    return {
        "url": reverse("exchanges:exchange-detail", args=[exchange.public_id]),
        "exchange": exchange,
        "title": title.text or exchange.get_direction_display(),
        "language": title.language if title.text else "",
        "visit": exchange.visit if exchange.visit_state else None,
    }
