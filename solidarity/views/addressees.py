"""The answer desk of a union that is asked, and the board of requests that wait."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from solidarity import permissions
from solidarity.choices import LIVE_STATES
from solidarity.models import Addressee, SolidarityRequest
from solidarity.notifications.asks import asked_need
from solidarity.panels import cards_of
from solidarity.views.answer_parts import AnswerForms, asked_of, forms_of, is_answered
from unions.forms.typed import typed
from unions.models import Organisation
from unions.permissions import is_network_member, is_staff
from unions.queries import reading_order, texts_in

MOST_ANSWERED = 50
MOST_WAITING = 100


@login_required
@require_safe
def answer_desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer of the reader's unions, the clock that ends first on top; then what is answered."""
    if not is_staff(request.user):
        raise PermissionDenied(_("Staff of a member union answer here."))
    asked = Addressee.objects.visible_to(request.user).addressed_to(request.user).for_desk()
    context = {
        "waiting": _rows(request, asked.waiting()),
        "settled": _rows(request, asked.settled().latest_answer_first()[:MOST_ANSWERED]),
        "vouched": SolidarityRequest.objects.publishable_by(request.user).for_vouchers(),
        "has_several": Organisation.objects.staffed_by(request.user).count() > 1,
    }
    return render(request, "solidarity/answer_desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_create(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer a call on one screen; another answer takes the place of the first while the request is live."""
    asked = Addressee.objects.visible_to(request.user).addressed_to(request.user).for_desk()
    addressee = get_object_or_404(asked, public_id=public_id)
    if not permissions.may_answer(request.user, addressee):
        raise PermissionDenied
    forms = forms_of(addressee, typed(request), request.user)
    if forms.sent and is_answered(addressee, forms.sent, by=request.user):
        messages.success(request, _("Your answer is on its way to the union that asks."))
        return redirect("solidarity:answer-desk")
    return render(request, "solidarity/answer_create.html", _context(request, addressee, forms))


@login_required
@require_safe
def request_waiting(request: HttpRequest) -> HttpResponse:
    """Show members of the network which requests wait beyond their windows: requests, never unions that are silent."""
    if not is_network_member(request.user):
        raise PermissionDenied(_("Members of the network see which requests wait."))
    listed = SolidarityRequest.objects.listed_to(request.user).for_cards()
    waiting = list(listed.waiting_for_answers(timezone.now())[:MOST_WAITING])
    cards = cards_of(waiting, reading_order(request.user), timezone.localdate())
    context = {"rows": [{"card": card, "waiting": each} for card, each in zip(cards, waiting, strict=True)]}
    return render(request, "solidarity/waiting_list.html", context)


def _rows(request: HttpRequest, asked: Any) -> list[dict[str, Any]]:
    """Return each call with its title and its needs in the reader's words; one query more for all titles."""
    found = list(asked)
    titles = texts_in({each.solidarity_request for each in found}, ["title"], reading_order(request.user))
    return [
        {
            "addressee": each,
            "title": titles[each.solidarity_request_id]["title"],
            "needs": [asked_need(need).sentence for need in each.solidarity_request.needs.all()],
        }
        for each in found
    ]


def _context(request: HttpRequest, addressee: Addressee, forms: AnswerForms) -> dict[str, Any]:
    solidarity_request = addressee.solidarity_request
    return {
        **asked_of(addressee, request.user, request.user.recipient),
        **forms.as_context,
        "contact": solidarity_request.contact,
        "is_live": solidarity_request.state in LIVE_STATES,
        "crumbs": [
            {"text": _("Answer desk"), "url": reverse("solidarity:answer-desk")},
            {"text": solidarity_request.organisation.short_name},
        ],
    }
