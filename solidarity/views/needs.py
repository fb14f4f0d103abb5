"""What would help: the second step of asking, and the needs of a published request."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from solidarity.actions import drafts, needs
from solidarity.forms.needs import NeedForm, SymbolicReasonForm
from solidarity.models import Need, SolidarityRequest
from solidarity.notifications.asks import asked_need
from solidarity.views.steps import address, frame, onwards
from unions.choices import NeedLevel
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.validators import Refused


def step(request: HttpRequest, draft: SolidarityRequest) -> HttpResponse:
    """Show the needs so far and one form; add, change and remove without leaving."""
    chosen = request.POST.get("need") or request.GET.get("need", "")
    need = get_object_or_404(draft.needs, public_id=chosen) if chosen else None
    form = NeedForm(typed(request), instance=need, reader=request.user)
    reason = SymbolicReasonForm(typed(request), initial={"symbolic_reason": draft.symbolic_reason})
    if request.method == "POST" and _keep(request, draft, need, form, reason):
        is_staying = "add" in request.POST or "remove" in request.POST
        return redirect(address(draft, "needs")) if is_staying else onwards(request, draft, "needs")
    found = list(draft.needs.select_related("kind"))
    context = {
        "form": form,
        "needs": [{"need": each, "words": asked_need(each).sentence} for each in found],
        "need": need,
        "reason": reason if _are_symbolic(found) else None,
    }
    return render(request, "solidarity/draft_needs.html", {**context, **frame(draft, "needs")})


def _keep(
    request: HttpRequest, draft: SolidarityRequest, need: Need | None, form: NeedForm, reason: SymbolicReasonForm
) -> bool:
    """Do what the pressed button says; return whether all of it was right."""
    if "remove" in request.POST:
        gone = get_object_or_404(draft.needs, public_id=request.POST["remove"])
        return accepted(form, lambda: needs.remove(by=request.user, at=timezone.now(), need=gone))
    if not form.is_blank or (need is None and not draft.needs.exists() and "leave" not in request.POST):
        if not (form.is_valid() and accepted(form, lambda: save(request, draft, need, form))):
            return False
    else:
        form.set_aside()
    return "go" not in request.POST or _explain(request, draft, reason)


def save(request: HttpRequest, holder: SolidarityRequest, need: Need | None, form: NeedForm) -> Need:
    """Add the need of this form, or change it; raises Refused."""
    by, at = request.user, timezone.now()
    if need is None:
        return needs.add(by=by, at=at, solidarity_request=holder, **form.answers())
    return needs.change(by=by, at=at, need=need, **form.answers())


def _explain(request: HttpRequest, draft: SolidarityRequest, reason: SymbolicReasonForm) -> bool:
    """Keep why only signs are asked for; return whether the needs may stand as they are."""
    if not _are_symbolic(draft.needs.select_related("kind")):
        return True
    answers = {"symbolic_reason": reason.cleaned_data["symbolic_reason"]} if reason.is_valid() else {}
    return bool(answers) and accepted(
        reason, lambda: drafts.change(by=request.user, at=timezone.now(), solidarity_request=draft, **answers)
    )


def _are_symbolic(found: Any) -> bool:
    levels = {each.kind.level for each in found}
    return levels == {NeedLevel.SYMBOLIC}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a need to a published request."""
    found = get_object_or_404(SolidarityRequest.objects.editable_by(request.user), public_id=public_id)
    return _edit(request, found, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a need: never below what is pledged, never its kind."""
    need = get_object_or_404(Need.objects.editable_by(request.user).select_related("kind"), public_id=public_id)
    return _edit(request, need.solidarity_request, need)


@login_required
@require_POST
def need_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a need away that nobody has pledged to."""
    need = get_object_or_404(Need.objects.editable_by(request.user), public_id=public_id)
    holder = need.solidarity_request
    try:
        needs.remove(by=request.user, at=timezone.now(), need=need)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("solidarity:request-manage", holder.public_id)


def _edit(request: HttpRequest, found: SolidarityRequest, need: Need | None) -> HttpResponse:
    form = NeedForm(typed(request), instance=need, reader=request.user)
    if request.method == "POST" and form.is_valid() and accepted(form, lambda: save(request, found, need, form)):
        messages.success(request, _("The need is kept."))
        return redirect("solidarity:request-manage", found.public_id)
    back = reverse("solidarity:request-manage", args=[found.public_id])
    heading = _("Change a need") if need else _("Add a need")
    crumbs = [{"text": _("Manage"), "url": back}, {"text": heading}]
    context = {"form": form, "heading": heading, "back_url": back, "crumbs": crumbs}
    return render(request, "solidarity/manage_need.html", context)
