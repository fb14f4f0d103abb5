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
from solidarity.actions import addressees
from solidarity.choices import LIVE_STATES, Why
from solidarity.forms.addressees import FORMS, AnswerForm, DecideForm, NoForm, OtherForm, PledgesForm
from solidarity.models import Addressee, SolidarityRequest
from solidarity.notifications.asks import asked_need
from solidarity.panels import cards_of, needs_in_words
from solidarity.views.request_parts import do_nots_of
from unions.forms.refusals import accepted
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
    sent = FORMS.get(request.POST.get("answer", ""), OtherForm) if request.method == "POST" else None
    forms = {each: _form(each, addressee, request, is_sent=each is sent) for each in (*FORMS.values(), OtherForm)}
    if sent and forms[sent].is_valid() and accepted(forms[sent], lambda: _answer(request, addressee, forms[sent])):
        messages.success(request, _("Your answer is on its way to the union that asks."))
        return redirect("solidarity:answer-desk")
    return render(request, "solidarity/answer_create.html", _context(request, addressee, forms, sent))


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


def _answer(request: HttpRequest, addressee: Addressee, form: AnswerForm) -> Addressee:
    what = {"addressee": addressee, "by": request.user, "at": timezone.now()}
    return addressees.answer(answer=request.POST["answer"], **what, **form.details)


def _form(kind: type[AnswerForm], addressee: Addressee, request: HttpRequest, *, is_sent: bool) -> AnswerForm:
    posted = request.POST if is_sent else None
    return kind(addressee, posted, reader=request.user, auto_id=f"{kind.__name__.lower()}_%s")


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


def _context(
    request: HttpRequest, addressee: Addressee, forms: dict[type[AnswerForm], AnswerForm], sent: type[AnswerForm] | None
) -> dict[str, Any]:
    solidarity_request = addressee.solidarity_request
    texts = texts_in([solidarity_request], ["title", "what_happens"], reading_order(request.user))
    return {
        "addressee": addressee,
        "solidarity_request": solidarity_request,
        "texts": texts[solidarity_request.pk],
        "reasons": [Why(each).label for each in addressee.reasons],
        "needs": needs_in_words(solidarity_request.needs.for_page(), reading_order(request.user)),
        "do_nots": do_nots_of(solidarity_request),
        "contact": solidarity_request.contact,
        "is_live": solidarity_request.state in LIVE_STATES,
        "pledges_form": forms[PledgesForm],
        "no_form": forms[NoForm],
        "decide_form": forms[DecideForm],
        "other_form": forms[OtherForm],
        "wrong_form": forms[sent] if sent else None,
        "crumbs": [
            {"text": _("Answer desk"), "url": reverse("solidarity:answer-desk")},
            {"text": solidarity_request.organisation.short_name},
        ],
    }
