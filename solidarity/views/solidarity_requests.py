"""Reading requests: the board with its filters and search, the page of one request, its poster."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from solidarity.forms.board import Choice
from solidarity.models import SolidarityRequest
from solidarity.panels import cards_of
from solidarity.queries.facets import facets_of
from solidarity.views.facets import filter_groups, follows_of
from solidarity.views.qr_codes import qr_code
from solidarity.views.request_parts import do_nots_of, needs_of, page_of, words_of
from unions.permissions import is_network_member
from unions.queries import reading_order

PER_PAGE = 20


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Show the board: cards, filters that are links, search, twenty at a time."""
    choice, today = Choice.read(request.GET), timezone.localdate()
    visible = SolidarityRequest.objects.visible_to(request.user).listed()
    found = (visible.ended() if choice.shows_ended else visible.open()).holding(choice.q)
    page = _page(_narrow(found, choice, today).for_cards(), visible, choice, request)
    facets = facets_of(found, choice.chosen)
    context = {
        "choice": choice,
        "cards": cards_of(
            page["requests"], reading_order(request.user), today, kind=choice.kind, minutes=choice.minutes
        ),
        "groups": filter_groups(choice, facets),
        "follows": follows_of(choice, facets, request.user),
        "newer_url": page["newer_url"],
        "older_url": page["older_url"],
        "waiting_url": reverse("solidarity:request-waiting") if is_network_member(request.user) else "",
    }
    return render(request, "solidarity/request_list.html", context)


@require_safe
def request_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one request to those who may see it; for everybody else it does not exist."""
    visible = SolidarityRequest.objects.visible_to(request.user).for_page()
    solidarity_request = get_object_or_404(visible, public_id=public_id)
    context = page_of(solidarity_request, request.user, request.GET.get("language", ""))
    return render(request, "solidarity/request_detail.html", context)


@require_safe
def request_poster(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a public request as one page for the canteen wall."""
    public = SolidarityRequest.objects.visible_to(AnonymousUser()).for_page()
    solidarity_request = get_object_or_404(public, public_id=public_id)
    url = settings.SITE_URL + reverse("solidarity:request-detail", args=[public_id])
    context = {
        "solidarity_request": solidarity_request,
        "url": url,
        "qr_code": qr_code(url),
        "do_nots": do_nots_of(solidarity_request),
        "needs": needs_of(solidarity_request, request.user),
        **words_of(solidarity_request, request.user, request.GET.get("language", "")),
    }
    return render(request, "solidarity/request_poster.html", context)


def _narrow(requests: Any, choice: Choice, on: date) -> Any:
    """Return those that match every filter; a value that nobody knows matches none."""
    columns = {"country": "country", "sector": "sector__code", "employer": "employer__public_id", "urgency": "urgency"}
    matching = {lookup: getattr(choice, name) for name, lookup in columns.items() if getattr(choice, name)}
    found = requests.filter(**matching).needing(on, kind=choice.kind, minutes=choice.minutes)
    return found.speaking(choice.language) if choice.language else found


def _page(found: Any, visible: Any, choice: Choice, request: HttpRequest) -> dict[str, Any]:
    """Cut one page out of the list, after or before the request that the address names."""
    moment = "closed_at" if choice.shows_ended else "opened_at"
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    mark = visible.filter(public_id=(older or newer)[:12].replace("\0", "")).first() if older or newer else None
    if mark is None or getattr(mark, moment) is None:
        return _cut(list(found.order_by(f"-{moment}", "-pk")[: PER_PAGE + 1]), choice, is_first=True)
    if older:
        return _cut(list(found.older_than(mark, moment)[: PER_PAGE + 1]), choice, is_first=False)
    rows = list(found.newer_than(mark, moment)[: PER_PAGE + 1])
    return _cut_backwards(rows, choice)


def _cut(rows: list[SolidarityRequest], choice: Choice, *, is_first: bool) -> dict[str, Any]:
    shown = rows[:PER_PAGE]
    return {
        "requests": shown,
        "newer_url": choice.page(newer=shown[0].public_id) if shown and not is_first else "",
        "older_url": choice.page(older=shown[-1].public_id) if len(rows) > PER_PAGE else "",
    }


def _cut_backwards(rows: list[SolidarityRequest], choice: Choice) -> dict[str, Any]:
    shown = rows[:PER_PAGE][::-1]
    return {
        "requests": shown,
        "newer_url": choice.page(newer=shown[0].public_id) if len(rows) > PER_PAGE else "",
        "older_url": choice.page(older=shown[-1].public_id) if shown else "",
    }
