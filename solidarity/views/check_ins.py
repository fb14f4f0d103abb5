"""The page of the week, what was pledged and what arrived: the side of the union that asks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from solidarity import permissions
from solidarity.actions import check_ins, pledges
from solidarity.choices import LIVE_STATES, RequestState, SafetyAnswer
from solidarity.forms.check_ins import ArrivalsForm, CheckInForm
from solidarity.forms.pledges import RefusalForm
from solidarity.models import Pledge, SolidarityRequest
from solidarity.panels import amount_in_words, need_names, needs_in_words
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.localised import country_name
from unions.queries import reading_order
from unions.validators import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_check_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say once a week whether people are safe, what arrived and what is new."""
    found = own_request(request, public_id, *LIVE_STATES)
    form = CheckInForm(found, typed(request), reader=request.user)
    what = {"solidarity_request": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: check_ins.fill_in(**what, **form.page)):
        is_safe = form.cleaned_data["still_safe"] == SafetyAnswer.YES
        done = _("Thank you. Until next week.") if is_safe else _("The request is paused, and fewer people see it now.")
        messages.success(request, done)
        return redirect("solidarity:request-manage", found.public_id)
    context = {
        "form": form,
        "is_paused": found.state == RequestState.PAUSED,
        "is_over": bool(found.closes_on and found.closes_on < timezone.localdate()),
        **page_of(found, _("This week")),
    }
    return render(request, "solidarity/check_in_form.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what has arrived, many things at once."""
    found = own_request(request, public_id, *LIVE_STATES, RequestState.CLOSED)
    form = ArrivalsForm(found, typed(request))
    what = {"solidarity_request": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: pledges.confirm_received(**what, arrivals=form.arrivals)):
        messages.success(request, _("Thank you. Those who helped are told that it arrived."))
        return redirect("solidarity:request-pledges", found.public_id)
    context = {"form": form, **page_of(found, _("What has arrived"))}
    return render(request, "solidarity/check_in_confirm.html", context)


@login_required
@require_safe
def request_pledges(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what was pledged, need by need: numbers, and names only as pledgers chose to be seen."""
    found = own_request(request, public_id, *LIVE_STATES, RequestState.CLOSED)
    needs = list(found.needs.for_page())
    received = Pledge.objects.received_by(request.user).holding().filter(need__in=needs)
    rows = [_row(each) for each in received.for_list().prefetch_related("user__memberships__organisation")]
    context = {
        "needs": [
            {**words, "rows": [row for row in rows if row["pledge"].need_id == need.pk]}
            for need, words in zip(needs, needs_in_words(needs, reading_order(request.user)), strict=True)
        ],
        "has_arrivals": any(row["pledge"].delivered for row in rows),
        **page_of(found, _("What is pledged")),
    }
    return render(request, "solidarity/check_in_pledges.html", context)


@login_required
@require_POST
def pledge_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept an offer."""
    found = _received(request, public_id)
    try:
        pledges.accept(pledge=found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Accepted. Who pledged is told."))
    return redirect("solidarity:request-pledges", found.need.solidarity_request.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pledge_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not accept an offer, with a reason."""
    found = _received(request, public_id)
    form = RefusalForm(typed(request))
    what = {"pledge": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: pledges.refuse(**what, **form.cleaned_data)):
        messages.success(request, _("Who pledged is told why, and the place is free."))
        return redirect("solidarity:request-pledges", found.need.solidarity_request.public_id)
    context = {
        "form": form,
        **_row(found),
        "what": _name(request, found.need),
        **page_of(found.need.solidarity_request, _("Not accept it")),
    }
    return render(request, "solidarity/check_in_refuse.html", context)


def own_request(request: HttpRequest, public_id: str, *states: str) -> SolidarityRequest:
    """Return a request of the reader's own unions in one of these states."""
    own = SolidarityRequest.objects.editable_by(request.user).filter(state__in=states).select_related("organisation")
    return get_object_or_404(own, public_id=public_id)


def page_of(found: SolidarityRequest, heading: str) -> dict[str, Any]:
    """Return what the pages of one's own request have in common."""
    manage = reverse("solidarity:request-manage", args=[found.public_id])
    return {
        "solidarity_request": found,
        "heading": heading,
        "manage_url": manage,
        "crumbs": [
            {"text": _("Requests"), "url": reverse("solidarity:request-list")},
            {"text": _("Manage"), "url": manage},
            {"text": heading},
        ],
    }


def _received(request: HttpRequest, public_id: str) -> Any:
    found = get_object_or_404(Pledge.objects.received_by(request.user).for_list(), public_id=public_id)
    if not permissions.may_confirm(request.user, found):
        raise PermissionDenied
    return found


def _name(request: HttpRequest, need: Any) -> str:
    return need_names([need], reading_order(request.user))[need.pk]


def _row(found: Any) -> dict[str, Any]:
    return {
        "pledge": found,
        "who": found.shown_name or country_name(found.shown_country) or _("Somebody who shows no name"),
        "is_union": found.organisation_id is not None,
        "amount": amount_in_words(found.quantity, found.need),
        "arrived": amount_in_words(found.arrived, found.need) if found.arrived else "",
    }
