"""Helping with an address alone: the form, the page that says to look in the mail, the link."""

from datetime import datetime
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from solidarity.actions import guest_pledges
from solidarity.forms.guest_pledges import GuestPledgeForm
from solidarity.models import GuestPledge, Need
from solidarity.panels import amount_in_words
from solidarity.views.request_parts import asked_in
from unions.actions import sessions
from unions.forms.refusals import accepted
from unions.permissions import needs_second_factor
from unions.validators import Refused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def begin(request: HttpRequest, need: Need) -> HttpResponse:
    """Take the pledge of somebody without an account, on a request that everyone may read."""
    need = get_object_or_404(_public_needs(), pk=need.pk)
    try:
        guest_pledges.check(need=need, at=timezone.now())
    except Refused as refusal:
        return _refuse(request, need, refusal)
    form = GuestPledgeForm(need, request.POST or None)
    if form.is_valid() and accepted(form, lambda: _ask(form, need, timezone.now())):
        return redirect("solidarity:guest-pledge-sent")
    return render(request, "solidarity/guest_pledge_form.html", {"form": form, **asked_in(need, request.user)})


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say to look in the mail; the same for every address."""
    return render(request, "solidarity/guest_pledge_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link confirms, take the place on a click, and show the result as often as the link is followed."""
    now = timezone.now()
    row = GuestPledge.objects.valid(now).filter(token_hash=guest_pledges.hashed(token)).select_related("pledge").first()
    if row is None:
        return render(request, "solidarity/guest_pledge_gone.html", status=410)
    need = _public_needs().filter(pk=row.need_id).first()
    if row.confirmed_at is None and need is None:
        return render(request, "solidarity/guest_pledge_gone.html", status=410)
    if row.confirmed_at is None and request.method == "POST":
        return _take(request, token, need, now)
    return _show(request, row, need)


def _take(request: HttpRequest, token: str, need: Need, now: datetime) -> HttpResponse:
    try:
        confirmed = guest_pledges.confirm(token=token, at=now)
    except Refused as refusal:
        return _refuse(request, need, refusal, has_link=True)
    is_harmless = confirmed.is_new_account and not needs_second_factor(confirmed.user)
    if is_harmless and not request.user.is_authenticated:
        login(request, confirmed.user, backend=BACKEND)
        sessions.list_current(request)
    return redirect(request.path)


def _refuse(request: HttpRequest, need: Need, refusal: Refused, *, has_link: bool = False) -> HttpResponse:
    context = {"refusal": refusal.message, "has_link": has_link, **asked_in(need, request.user)}
    return render(request, "solidarity/guest_pledge_refused.html", context, status=409)


def _show(request: HttpRequest, row: GuestPledge, need: Need | None) -> HttpResponse:
    template = "solidarity/guest_pledge_done.html" if row.confirmed_at else "solidarity/guest_pledge_confirm.html"
    context = asked_in(need, request.user) if need else {}
    amount = amount_in_words(row.quantity, need) if need else ""
    is_own = row.pledge is not None and row.pledge.user == request.user
    return render(request, template, {"row": row, "amount": amount, "is_own": is_own, **context})


def _ask(form: GuestPledgeForm, need: Need, now: datetime) -> None:
    words = str(guest_pledges.CONSENT)
    guest_pledges.ask(need=need, language=get_language() or "en", consent_wording=words, at=now, **form.promise)


def _public_needs() -> Any:
    return (
        Need.objects.visible_to(AnonymousUser()).for_page().select_related("solidarity_request__organisation", "kind")
    )
