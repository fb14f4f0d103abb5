"""Requests of other unions that wait to be opened to more people: all of them, and one with its decision."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from solidarity import permissions
from solidarity.actions import solidarity_requests
from solidarity.choices import SafetyAnswer
from solidarity.forms.requests import OpeningForm, QuestionForm
from solidarity.models import Photo, SolidarityRequest
from solidarity.notifications.asks import asked_need
from solidarity.panels import review_rows
from solidarity.queries import reach
from unions.choices import NetworkRoleKind
from unions.forms.refusals import accepted
from unions.permissions import has_duty
from unions.queries import reading_order

HEADING = gettext_lazy("Requests to open wider")


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for this reviewer, emergencies and the oldest first."""
    if not has_duty(request.user, NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING):
        raise PermissionDenied(_("Reviewers of the network look at requests here."))
    waiting = SolidarityRequest.objects.reviewable_by(request.user).for_review()
    context = {
        "rows": review_rows(waiting, reading_order(request.user)),
        "crumbs": [*_crumbs()[:-1], {"text": HEADING}],
    }
    return render(request, "solidarity/review_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what to check and the decision already filled in; open it, or ask something first."""
    waiting = SolidarityRequest.objects.reviewable_by(request.user)
    found = get_object_or_404(waiting.select_related("organisation", "employer", "sector"), public_id=public_id)
    is_asking = "ask" in request.POST
    options = {"solidarity_request": found, "network": reach.of_network()}
    opening = OpeningForm(None if is_asking else request.POST or None, **options)
    question = QuestionForm(request.POST if is_asking else None)
    if request.method == "POST":
        done = _ask_back(request, found, question) if is_asking else _open(request, found, opening)
        if done:
            messages.success(request, done)
            return redirect("solidarity:review-list")
    return render(request, "solidarity/review_detail.html", _context(request, found, opening, question))


@reauthentication_required
def _open(request: HttpRequest, found: SolidarityRequest, form: OpeningForm) -> str:
    """Open it as wide as was chosen, with a fresh proof of who is there; return what to say, nothing if refused."""
    if not permissions.may_open_wider(request.user, found):
        raise PermissionDenied(_("With danger or without consent, safeguarding opens it."))
    act: dict[str, Any] = {"by": request.user, "at": timezone.now(), "solidarity_request": found}
    is_done = form.is_valid() and accepted(form, lambda: solidarity_requests.open_wider(**act, **form.cleaned_data))
    return _("The request is open. Members who follow it are being told.") if is_done else ""


def _ask_back(request: HttpRequest, found: SolidarityRequest, form: QuestionForm) -> str:
    """Send the question; return what to say, or nothing where it was refused."""
    act: dict[str, Any] = {"by": request.user, "at": timezone.now(), "solidarity_request": found}
    is_done = form.is_valid() and accepted(form, lambda: solidarity_requests.ask_back(**act, **form.cleaned_data))
    return _("Your question is on its way to the union.") if is_done else ""


def _context(
    request: HttpRequest, found: SolidarityRequest, opening: OpeningForm, question: QuestionForm
) -> dict[str, Any]:
    return {
        "solidarity_request": found,
        "opening": opening,
        "question": question,
        "checks": checks(found),
        "safety": safety_answers(found),
        "may_open": permissions.may_open_wider(request.user, found),
        "needs": [asked_need(need).sentence for need in found.needs.select_related("kind")],
        "photos": Photo.objects.visible_to(request.user).filter(solidarity_request=found),
        "crumbs": [*_crumbs(), {"text": _("Review")}],
    }


def _crumbs() -> list[dict[str, Any]]:
    listed = {"text": HEADING, "url": reverse("solidarity:review-list")}
    return [{"text": _("Desk"), "url": reverse("unions:desk")}, listed]


def checks(found: SolidarityRequest) -> list[dict[str, Any]]:
    """Return what to look at, each with whether the portal sees something that wants care."""
    is_unsure = SafetyAnswer.NOT_SURE in {found.danger, found.recognisable, found.consent}
    may_be_recognised = found.recognisable != SafetyAnswer.NO
    return [
        {"text": _("No worker is named or can be recognised, in words or in photos."), "careful": may_be_recognised},
        {
            "text": _("Nobody could be sacked, arrested or hurt because of it."),
            "careful": found.danger != SafetyAnswer.NO,
        },
        {"text": _("Those who can be recognised have agreed."), "careful": is_unsure or found.is_at_risk},
        {"text": _("The facts have a date and can be checked; the employer is the right one."), "careful": False},
        {"text": _("The union says who decided on the call."), "careful": not found.mandate},
        {"text": _("Each need can be counted and is still useful by its day."), "careful": False},
    ]


def safety_answers(found: SolidarityRequest) -> list[dict[str, str]]:
    """Return the three questions about safety with the answers of the union."""
    names = ("danger", "recognisable", "consent")
    answers = dict(SafetyAnswer.choices)
    return [
        {
            "term": str(SolidarityRequest._meta.get_field(name).verbose_name),
            "text": str(answers.get(getattr(found, name), _("Not answered"))),
        }
        for name in names
    ]
