"""The agenda of a visit: day by day, on the screen and on paper."""

from collections.abc import Sequence
from typing import Any

from babel.dates import get_timezone
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exchanges.actions import itinerary_items
from exchanges.forms.visits import ItemForm
from exchanges.models import ItineraryItem, Visit
from exchanges.permissions import sides_of
from exchanges.views.pages import called, crumbs_of_visit, form_page, own_visit, typed, visit_of, visit_url
from unions.forms.refusals import accepted
from unions.localised import hour_in_zone
from unions.queries import texts_in
from unions.validators import Refused


def days_of(visit: Visit, languages: Sequence[str], *, only_public: bool = False) -> list[dict[str, Any]]:
    """Return the agenda by day, each item in the hours of where it happens; two queries."""
    items = list(visit.items.public() if only_public else visit.items.all())
    notes = texts_in(items, ["notes"], languages) if items else {}
    days: dict[Any, list[dict[str, Any]]] = {}
    for item in items:
        day = item.starts_at.astimezone(get_timezone(item.time_zone)).date()
        days.setdefault(day, []).append(
            {
                "item": item,
                "starts": hour_in_zone(item.starts_at, item.time_zone),
                "ends": hour_in_zone(item.ends_at, item.time_zone),
                "notes": notes[item.pk]["notes"],
            }
        )
    return [{"day": day, "rows": rows} for day, rows in sorted(days.items())]


@login_required
@require_safe
def agenda_print(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the agenda alone, for paper."""
    visit = visit_of(request, public_id)
    context = {
        "visit": visit,
        "heading": called(visit),
        "days": days_of(visit, [request.LANGUAGE_CODE]),
        "crumbs": crumbs_of_visit(visit, _("Agenda")),
        "is_staff_of_it": bool(sides_of(request.user, visit)),
    }
    return render(request, "exchanges/agenda_print.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a line to the agenda."""
    visit = own_visit(request, public_id)
    form = ItemForm(typed(request), visit=visit, reader=request.user)
    what = {"visit": visit, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: itinerary_items.add(**what, **form.answers)):
        messages.success(request, _("It is on the agenda."))
        return redirect(visit_url(visit))
    return _page(request, form, visit, _("Add to the agenda"), _("Put it on the agenda"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a line of the agenda."""
    item = _own_item(request, public_id)
    form = ItemForm(typed(request), visit=item.visit, item=item, reader=request.user)
    what = {"item": item, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: itinerary_items.change(**what, **form.answers)):
        messages.success(request, _("The agenda is changed."))
        return redirect(visit_url(item.visit))
    return _page(request, form, item.visit, _("Change the agenda"), _("Keep the changes"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a line off the agenda, once asked whether that is meant."""
    item = _own_item(request, public_id)
    if request.method != "POST":
        return render(request, "exchanges/item_remove.html", {"item": item, "back_url": visit_url(item.visit)})
    try:
        itinerary_items.remove(item=item, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(visit_url(item.visit))


def _own_item(request: HttpRequest, public_id: str) -> ItineraryItem:
    own = ItineraryItem.objects.editable_by(request.user).select_related("visit__host", "visit__guest")
    return get_object_or_404(own, public_id=public_id)


def _page(request: HttpRequest, form: ItemForm, visit: Visit, heading: str, submit: str) -> HttpResponse:
    return form_page(request, form, heading=heading, submit=submit, back_url=visit_url(visit),
                     crumbs=crumbs_of_visit(visit, heading), lead=called(visit))  # fmt: skip
