"""Answering an exchange, comparing the answers, agreeing on one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchanges.actions import host_offers
from exchanges.choices import ExchangeState, OfferState
from exchanges.forms.host_offers import OfferForm
from exchanges.models import HostOffer, Visit
from exchanges.permissions import may_offer, offering_unions
from exchanges.views.exchange_parts import fits, offer_rows
from exchanges.views.pages import crumbs_of_exchange, exchange_of, form_page, own_exchange, typed
from unions.forms.refusals import accepted
from unions.queries import reading_order, text_in, texts_in
from unions.validators import Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_create(request: HttpRequest, public_id: str) -> HttpResponse:
    """Offer to host, or to come where a host is found."""
    exchange = exchange_of(request, public_id)
    if not may_offer(request.user, exchange):
        raise PermissionDenied(_("Staff of another member union can answer while it is open."))
    unions = list(offering_unions(request.user, exchange))
    form = OfferForm(typed(request), reader=request.user, unions=unions, exchange=exchange)
    what = {"exchange": exchange, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: host_offers.make(**what, organisation=form.union, **form.answers)):
        messages.success(request, _("Your offer is on its way. You are told what becomes of it."))
        return redirect("exchanges:exchange-detail", public_id)
    heading = _("Offer to host") if exchange.posted_by_guest else _("Ask to come")
    return form_page(
        request,
        form,
        heading=heading,
        submit=_("Send the offer") if exchange.posted_by_guest else heading,
        back_url=reverse("exchanges:exchange-detail", args=[public_id]),
        crumbs=crumbs_of_exchange(request, exchange, heading),
    )


@login_required
@require_safe
def offer_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compare the offers, side by side."""
    exchange = own_exchange(request, public_id)
    received = HostOffer.objects.received_by(request.user).filter(exchange=exchange)
    offers = list(received.for_comparison())
    words = texts_in(offers, ["words"], reading_order(request.user)) if offers else {}
    rows = []
    for offer in offers:
        offer.exchange = exchange
        waits = offer.state == OfferState.OFFERED and exchange.state == ExchangeState.OPEN
        said = words[offer.pk]["words"]
        rows.append({"offer": offer, "facts": offer_rows(offer), "fits": fits(offer, exchange), "words": said,
                     "waits": waits})  # fmt: skip
    visit = Visit.objects.visible_to(request.user).filter(exchange=exchange).first()
    here = _("The offers")
    title = text_in(exchange, "title", reading_order(request.user))
    context = {"exchange": exchange, "title": title, "rows": rows, "visit": visit,
               "crumbs": crumbs_of_exchange(request, exchange, here)}  # fmt: skip
    return render(request, "exchanges/offer_list.html", context)


@login_required
@require_POST
def offer_accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree on one offer; the others are declined with thanks."""
    offer = get_object_or_404(
        HostOffer.objects.received_by(request.user).select_related("exchange"), public_id=public_id
    )
    try:
        visit = host_offers.accept(offer=offer, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("exchanges:offer-list", offer.exchange.public_id)
    messages.success(request, _("You have found each other. All others are thanked. Now plan the visit together."))
    return redirect("exchanges:visit-detail", visit.public_id)


@login_required
@require_POST
def offer_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an offer back."""
    offer = get_object_or_404(
        HostOffer.objects.editable_by(request.user).select_related("exchange"), public_id=public_id
    )
    try:
        host_offers.withdraw(offer=offer, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Your offer is withdrawn."))
    return redirect("exchanges:exchange-list")
