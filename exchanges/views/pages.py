"""What the pages of this room share: whose thing it is, what was typed, the page around a form."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.choices import VisitState
from exchanges.models import Exchange, Visit
from exchanges.permissions import may_edit, sides_of
from unions.localised import country_name
from unions.queries import reading_order, text_in


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def exchange_of(request: HttpRequest, public_id: str) -> Exchange:
    """Return an exchange that the reader may see; for everybody else there is none."""
    visible = Exchange.objects.visible_to(request.user).for_cards(request.user)
    return get_object_or_404(visible, public_id=public_id)


def own_exchange(request: HttpRequest, public_id: str) -> Exchange:
    """Return an exchange of the reader's union; who only sees it is refused."""
    found = exchange_of(request, public_id)
    if not may_edit(request.user, found):
        raise PermissionDenied
    return found


def visit_of(request: HttpRequest, public_id: str) -> Visit:
    """Return a visit that the reader takes part in, or their union."""
    return get_object_or_404(Visit.objects.visible_to(request.user).for_page(), public_id=public_id)


def own_visit(request: HttpRequest, public_id: str) -> Visit:
    """Return a visit of the reader's union; who only takes part is refused."""
    found = visit_of(request, public_id)
    if not sides_of(request.user, found):
        raise PermissionDenied
    return found


def form_page(
    request: HttpRequest, form: forms.Form, *, heading: str, submit: str, back_url: str, **context: Any
) -> HttpResponse:
    """Show a form on a page of its own."""
    context |= {"form": form, "heading": heading, "submit": submit, "back_url": back_url}
    return render(request, "exchanges/form_page.html", context)


def crumbs_of_exchange(request: HttpRequest, exchange: Exchange, here: str = "") -> list[dict[str, str]]:
    """Return the way to an exchange, or to a page behind it."""
    title = text_in(exchange, "title", reading_order(request.user)).text or exchange.get_direction_display()
    crumbs = [{"text": _("Exchanges"), "url": reverse("exchanges:exchange-list")}]
    if not here:
        return [*crumbs, {"text": title}]
    return [*crumbs, {"text": title, "url": reverse("exchanges:exchange-detail", args=[exchange.public_id])},
            {"text": here}]  # fmt: skip


def crumbs_of_visit(visit: Visit, here: str = "") -> list[dict[str, str]]:
    """Return the way to a visit, or to a page behind it."""
    crumbs = [{"text": _("Exchanges"), "url": reverse("exchanges:exchange-list")}]
    if not here:
        return [*crumbs, {"text": called(visit)}]
    return [*crumbs, {"text": called(visit), "url": visit_url(visit)}, {"text": here}]


def visit_url(visit: Visit) -> str:
    """Return where a visit is."""
    return reverse("exchanges:visit-detail", args=[visit.public_id])


def called(visit: Visit) -> str:
    """Return what a visit is called: who visits whom."""
    names = {"guest": visit.guest.short_name, "host": visit.host.short_name}
    return _("%(guest)s visits %(host)s") % names


def visit_facts(visit: Visit, *, shows_place: bool = True) -> list[dict[str, str]]:
    """Return the facts of a visit, in words."""
    place = visit.place if shows_place else ""
    where = " · ".join(part for part in (place, country_name(visit.host.country)) if part)
    rows = [
        (_("Guests"), f"{visit.guest.name} · {country_name(visit.guest.country)}"),
        (_("Host"), f"{visit.host.name} · {country_name(visit.host.country)}"),
        (_("How they meet"), visit.get_mode_display()),
        (_("Where"), where if visit.mode == "in_person" else place),
        (_("Who interprets"), visit.get_interpreting_display() if shows_place else ""),
        (_("Reason of the change"), visit.get_change_reason_display() if visit.state in CHANGED else ""),
    ]
    return [{"term": term, "text": text} for term, text in rows if text]


CHANGED = (VisitState.CANCELLED, VisitState.POSTPONED)
