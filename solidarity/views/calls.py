"""Who is asked and why: the last step, with the alert in every language, and publishing."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from solidarity.actions import drafts, solidarity_requests, vouched_requests
from solidarity.choices import Visibility, Why
from solidarity.forms.calls import CallForm
from solidarity.forms.drafts import in_people
from solidarity.models import SolidarityRequest
from solidarity.notifications import preview
from solidarity.queries import proposals, reach, routing
from solidarity.views.steps import STEP_OF_FIELD, address, frame, onwards
from unions.choices import OrganisationState
from unions.forms.refusals import accepted
from unions.forms.typed import typed
from unions.models import Organisation


def step(request: HttpRequest, draft: SolidarityRequest) -> HttpResponse:
    """Keep what was ticked; then publish, leave, or show the page with what was looked for."""
    is_publishing = "publish" in request.POST
    form = CallForm(
        typed(request),
        instance=draft,
        reader=request.user,
        is_unfinished=request.method == "POST" and not is_publishing,
        title=proposals.title(draft),
        today=timezone.localdate(),
    )
    if request.method == "POST" and _keep(request, draft, form):
        act = _put_to_vouchers if _is_provisional(draft) else _publish
        answer = act(request, draft, form) if is_publishing else None
        if answer or "leave" in request.POST:
            return answer or onwards(request, draft, "unions")
    if not SolidarityRequest.objects.editable_by(request.user).drafts().filter(pk=draft.pk).exists():
        return redirect("solidarity:request-manage", draft.public_id)
    return render(request, "solidarity/draft_unions.html", _context(request, draft, form))


def _keep(request: HttpRequest, draft: SolidarityRequest, form: CallForm) -> bool:
    is_right, at = form.is_valid(), timezone.now()
    answers = form.answers()
    if answers and not accepted(
        form, lambda: drafts.change(by=request.user, at=at, solidarity_request=draft, **answers)
    ):
        return False
    return is_right and accepted(
        form, lambda: drafts.choose(by=request.user, at=at, solidarity_request=draft, organisations=form.ticked)
    )


@reauthentication_required
def _publish(request: HttpRequest, draft: SolidarityRequest, form: CallForm) -> HttpResponse | None:
    """Publish with a fresh proof of who is there; what was ticked is kept already."""
    act = {"by": request.user, "at": timezone.now(), "solidarity_request": draft, "organisations": form.ticked}
    if accepted(form, lambda: solidarity_requests.publish(**act)):
        messages.success(request, _("Published. The unions that you chose are being told now."))
        return redirect("solidarity:request-manage", draft.public_id)
    return None


@reauthentication_required
def _put_to_vouchers(request: HttpRequest, draft: SolidarityRequest, form: CallForm) -> HttpResponse | None:
    """Ask the unions that vouched for a provisional one to publish it."""
    act = {"by": request.user, "at": timezone.now(), "solidarity_request": draft, "organisations": form.ticked}
    if accepted(form, lambda: vouched_requests.put(**act)):
        messages.success(request, _("The unions that vouched for yours are being told. One of them publishes it."))
        return redirect("solidarity:request-create")
    return None


def _is_provisional(draft: SolidarityRequest) -> bool:
    return bool(draft.organisation.state == OrganisationState.PROVISIONAL)


def _context(request: HttpRequest, draft: SolidarityRequest, form: CallForm) -> dict[str, Any]:
    kept = SolidarityRequest.objects.editable_by(request.user).get(pk=draft.pk)
    chosen, found = _chosen(kept, form), _found(kept, form)
    rows = proposals.rows(kept, ticked=chosen, found=found, at=timezone.now())
    asked = [row.organisation for row in rows if row.is_ticked]
    return {
        "form": form,
        "rows": rows,
        "found": {each.pk for each in found},
        "missing": _missing(kept),
        "is_provisional": _is_provisional(kept),
        "asked_people": in_people(reach.of_organisations(asked)) if asked else "",
        "most_asked": routing.MOST_ASKED,
        "wanted": Visibility(kept.wanted_visibility).label,
        "previews": [preview(kept, code, why=_nearest_tie(asked)) for code, _name in settings.LANGUAGES],
        **frame(kept, "unions"),
    }


def _chosen(draft: SolidarityRequest, form: CallForm) -> list[Organisation] | None:
    """Return what is ticked on this page, or was when it was left; None before anything was chosen."""
    if form.is_bound:
        return form.ticked
    kept = [each.organisation for each in draft.addressees.select_related("organisation")]
    return kept if kept or draft.title else None


def _found(draft: SolidarityRequest, form: CallForm) -> list[Organisation]:
    looked_for = str(form.cleaned_data.get("find", "")) if form.is_bound else ""
    found = routing.found_by_name(draft, looked_for)
    if looked_for and not found:
        form.add_error("find", _("Nothing matches"))
    return found


def _nearest_tie(asked: list[Any]) -> str:
    """Return why the first of the unions that are ticked is told: the preview is hers."""
    reasons = [why for organisation in asked for why in organisation.reasons]
    return reasons[0] if reasons else Why.ASKED_BY_NAME.value


def _missing(draft: SolidarityRequest) -> list[dict[str, Any]]:
    """Return what other steps still want, each with the way there."""
    refusals = drafts.missing(draft, timezone.localdate())
    steps = [(refusal, STEP_OF_FIELD.get(refusal.field)) for refusal in refusals]
    return [{"text": refusal.message, "url": address(draft, step)} for refusal, step in steps if step]
