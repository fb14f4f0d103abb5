"""Pledging as a member or for one's union, and one's pledges on their way."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from solidarity.actions import pledges
from solidarity.choices import OPEN_PLEDGE_STATES, PledgeState
from solidarity.forms.pledges import DeliveryForm, PledgeForm
from solidarity.models import Need, Pledge, SolidarityRequest
from solidarity.panels import need_names
from solidarity.views import guest_pledges
from solidarity.views.pledge_parts import pledge_row
from solidarity.views.request_parts import asked_in, do_nots_of
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.queries import Text, reading_order, texts_in
from unions.validators import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Promise part of a need; who has no account does it with an address alone."""
    visible = Need.objects.visible_to(request.user).for_page().select_related("solidarity_request__organisation")
    need = get_object_or_404(visible, public_id=public_id)
    if not request.user.is_authenticated:
        return guest_pledges.begin(request, need)
    existing = Pledge.objects.visible_to(request.user).holding().filter(need=need, user=request.user).first()
    form = PledgeForm(need, typed(request), reader=request.user, existing=existing)
    made: list[Pledge] = []
    what = {"need": need, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: made.append(pledges.make(**what, **form.promise))):
        messages.success(request, _("Thank you. They count on you."))
        return redirect("solidarity:pledge-detail", made[0].public_id)
    context = {"form": form, "existing": existing, **asked_in(need, request.user)}
    return render(request, "solidarity/pledge_form.html", context)


@login_required
@require_safe
def pledge_list(request: HttpRequest) -> HttpResponse:
    """Show one's own pledges and those of one's unions, with the next step for each."""
    found = list(Pledge.objects.visible_to(request.user).for_list())
    titles = _titles(request, {each.need.solidarity_request for each in found})
    names = need_names([each.need for each in found], reading_order(request.user))
    rows = [pledge_row(each, titles.get(each.need.solidarity_request_id), names[each.need_id]) for each in found]
    context = {
        "open": [row for row in rows if row["pledge"].state in OPEN_PLEDGE_STATES],
        "sent": [row for row in rows if row["pledge"].state == PledgeState.DELIVERED],
        "over": [row for row in rows if row["pledge"].state not in {*OPEN_PLEDGE_STATES, PledgeState.DELIVERED}],
    }
    return render(request, "solidarity/pledge_list.html", context)


@login_required
@require_safe
def pledge_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one pledge: where it stands, what comes next, what has arrived of it."""
    found = _own(request, public_id)
    return render(request, "solidarity/pledge_detail.html", _pledge_context(request, found))


@login_required
@require_POST
def pledge_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a pledge as under way."""
    return _move(request, public_id, pledges.mark_under_way, _("Good. Say when it is done."))


@login_required
@require_POST
def pledge_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark all of a pledge as delivered, in one tap."""
    return _move(request, public_id, pledges.mark_delivered, _("Thank you. The union that asks will say what arrived."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pledge_deliver(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how much was delivered, and how."""
    found = _own(request, public_id)
    form = DeliveryForm(typed(request), rest=found.quantity - found.delivered)
    what = {"pledge": found, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: pledges.mark_delivered(**what, **form.cleaned_data)):
        messages.success(request, _("Thank you. The union that asks will say what arrived."))
        return redirect("solidarity:pledge-detail", found.public_id)
    context = {"form": form, **_pledge_context(request, found)}
    return render(request, "solidarity/pledge_deliver.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pledge_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a pledge back, after a page that says what that means."""
    if request.method == "POST":
        return _move(request, public_id, pledges.withdraw, _("Your pledge is withdrawn, and its place is free."))
    found = _own(request, public_id)
    return render(request, "solidarity/pledge_withdraw.html", _pledge_context(request, found))


def _own(request: HttpRequest, public_id: str) -> Any:
    return get_object_or_404(Pledge.objects.editable_by(request.user).for_list(), public_id=public_id)


def _move(request: HttpRequest, public_id: str, act: Callable[..., Any], words: str) -> HttpResponse:
    """Do one step and go back to where the reader came from: the list or the page of the pledge."""
    found = _own(request, public_id)
    try:
        act(pledge=found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, words)
    if "list" in request.POST:
        return redirect("solidarity:pledge-list")
    return redirect("solidarity:pledge-detail", found.public_id)


def _pledge_context(request: HttpRequest, found: Any) -> dict[str, Any]:
    solidarity_request = found.need.solidarity_request
    title = _titles(request, {solidarity_request}).get(solidarity_request.pk)
    return {
        **(step := pledge_row(found, title, need_names([found.need], reading_order(request.user))[found.need_id])),
        "step": step,
        "need": found.need,
        "solidarity_request": solidarity_request,
        "do_nots": do_nots_of(solidarity_request) if title else [],
        "crumbs": [{"text": _("My pledges"), "url": reverse("solidarity:pledge-list")}, {"text": step["what"]}],
    }


def _titles(request: HttpRequest, pledged: set[SolidarityRequest]) -> dict[int, Text]:
    """Return the titles of the requests that the reader may still read; of others only the own promise is left."""
    keys = [each.pk for each in pledged]
    seen = set(SolidarityRequest.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    texts = texts_in({each for each in pledged if each.pk in seen}, ["title"], reading_order(request.user))
    return {pk: found["title"] for pk, found in texts.items()}
