"""The first page: who needs help now, does this work, and what waits for me?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from solidarity.models import SolidarityRequest
from solidarity.panels import cards_of
from solidarity.queries.figures import figures_at
from solidarity.queries.flows import ENOUGH, Flow, flows
from solidarity.queries.sections import sections_of
from unions.localised import country_name, number
from unions.queries import reading_order

MOST_CARDS = 6
MOST_WON = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader in each role, the most urgent open requests, and what has come of others."""
    now, today = timezone.now(), timezone.localdate()
    languages = reading_order(request.user)
    visible = SolidarityRequest.objects.visible_to(request.user).listed().for_cards()
    context = {
        "cards": cards_of(visible.open().most_urgent_first()[:MOST_CARDS], languages, today),
        "won": cards_of(visible.won()[:MOST_WON], languages, today),
        "figures": figures_at(now),
        "sections": sections_of(request.user, now) if request.user.is_authenticated else [],
        **_across_borders(flows()),
    }
    return render(request, "solidarity/home.html", context)


def _across_borders(found: list[Flow]) -> dict[str, Any]:
    """Return who helps whom for the map, and for the table behind it."""
    return {
        "flows": [_arc(flow) for flow in found],
        "flow_ends": (len({flow.helping for flow in found}), len({flow.asking for flow in found})),
        "flow_columns": [_("Help from"), _("Help to"), pgettext("help", "Arrived"), pgettext("help", "Promised")],
        "flow_rows": [_row(flow) for flow in found],
    }


def _arc(flow: Flow) -> dict[str, Any]:
    """Return a flow as the map draws it; a few count as one, so that an arc betrays no more than the table."""
    return {
        "from_country": flow.helping,
        "to_country": flow.asking,
        "value": (flow.arrived or 1) + (flow.promised or 1),
        "label": _("Help from %(from)s to %(to)s")
        % {"from": country_name(flow.helping), "to": country_name(flow.asking)},
    }


def _row(flow: Flow) -> list[Any]:
    return [country_name(flow.helping), country_name(flow.asking), _amount(flow.arrived), _amount(flow.promised)]


def _amount(count: int | None) -> dict[str, Any] | str:
    few = _("fewer than %(enough)s") % {"enough": number(ENOUGH)}
    return few if count is None else {"text": count, "is_number": True}
