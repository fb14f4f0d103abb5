"""Publishing for a provisional union: what it wrote, and the word of a union that vouched for it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solidarity.actions import vouched_requests
from solidarity.forms.vouched_requests import PublishForForm, SendBackForm
from solidarity.models import SolidarityRequest
from solidarity.notifications import preview
from solidarity.notifications.asks import asked_need
from solidarity.views.reviews import safety_answers
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_publish_for(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the draft of a union that ours vouched for; publish it as it stands, or send it back with a remark."""
    waiting = SolidarityRequest.objects.publishable_by(request.user)
    draft = get_object_or_404(waiting.select_related("organisation", "employer", "sector"), public_id=public_id)
    is_back = "back" in request.POST
    options: dict[str, Any] = {"draft": draft, "vouchers": _vouchers(request, draft)}
    publishing = PublishForForm(None if is_back else typed(request), **options)
    sending_back = SendBackForm(request.POST if is_back else None, **options)
    if request.method == "POST":
        done = _send_back(request, draft, sending_back) if is_back else _publish(request, draft, publishing)
        if done:
            messages.success(request, done)
            return redirect("solidarity:answer-desk")
    return render(request, "solidarity/publish_for.html", _context(request, draft, publishing, sending_back))


@reauthentication_required
def _publish(request: HttpRequest, draft: SolidarityRequest, form: PublishForForm) -> str:
    """Publish with a fresh proof of who is there; return what to say, nothing if refused."""
    act: dict[str, Any] = {"by": request.user, "at": timezone.now(), "solidarity_request": draft}
    is_done = form.is_valid() and accepted(form, lambda: vouched_requests.publish(**act, **form.cleaned_data))
    return _("Published. The unions that it asks are being told now.") if is_done else ""


def _send_back(request: HttpRequest, draft: SolidarityRequest, form: SendBackForm) -> str:
    act: dict[str, Any] = {"by": request.user, "at": timezone.now(), "solidarity_request": draft}
    is_done = form.is_valid() and accepted(form, lambda: vouched_requests.send_back(**act, **form.cleaned_data))
    return _("The draft is back with its union, with your remark.") if is_done else ""


def _vouchers(request: HttpRequest, draft: SolidarityRequest) -> Any:
    """Return for which of the unions that vouched this person can publish."""
    staffed = Organisation.objects.staffed_by(request.user).approved()
    return staffed.vouching_for(draft.organisation).order_by("folded_name")


def _context(
    request: HttpRequest, draft: SolidarityRequest, publishing: PublishForForm, sending_back: SendBackForm
) -> dict[str, Any]:
    asked = draft.addressees.select_related("organisation").order_by("organisation__folded_name")
    return {
        "solidarity_request": draft,
        "publishing": publishing,
        "sending_back": sending_back,
        "safety": safety_answers(draft),
        "needs": [asked_need(need).sentence for need in draft.needs.select_related("kind")],
        "asked": [each.organisation for each in asked],
        "preview": preview(draft, get_language() or "en"),
        "crumbs": [{"text": _("Answer desk"), "url": reverse("solidarity:answer-desk")}, {"text": _("Publish")}],
    }
