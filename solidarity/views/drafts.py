"""Asking for help: five short steps that keep every answer, and the page where they begin."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from solidarity import permissions
from solidarity.actions import drafts
from solidarity.choices import RequestState
from solidarity.forms.drafts import OurselvesForm, SafetyForm, StoryForm
from solidarity.models import SolidarityRequest
from solidarity.queries import proposals, reach
from solidarity.views import calls, needs
from solidarity.views.steps import STEPS, frame, onwards
from unions.actions import employers
from unions.forms.refusals import accepted
from unions.forms.typed import typed

OWN_PAGES: dict[str, Callable[[HttpRequest, SolidarityRequest], HttpResponse]] = {
    "needs": needs.step,
    "unions": calls.step,
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_create(request: HttpRequest) -> HttpResponse:
    """Begin a request; the drafts of one's own unions wait here."""
    if not permissions.may_ask(request.user):
        raise PermissionDenied(_("Staff of a member union can ask for help."))
    form, draft = StoryForm(typed(request), reader=request.user, is_unfinished="leave" in request.POST), None
    if request.method == "POST":
        draft, is_right = _start(request, form), form.is_valid()
        if draft and is_right:
            return onwards(request, draft, "story")
    own = SolidarityRequest.objects.editable_by(request.user).drafts().select_related("organisation", "employer")
    others = own.exclude(pk=draft.pk) if draft else own
    context = {"form": form, "drafts": others.order_by("-changed_at"), **frame(draft, "story")}
    return render(request, "solidarity/draft_story.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_step(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """Show and keep one step of a draft; what is published already is managed on its own page."""
    draft = get_object_or_404(SolidarityRequest.objects.editable_by(request.user), public_id=public_id)
    if step not in STEPS:
        raise Http404
    if draft.state != RequestState.DRAFT:
        return redirect("solidarity:request-manage", draft.public_id)
    if step in OWN_PAGES:
        return OWN_PAGES[step](request, draft)
    form = _form_of(step, request, draft)
    if request.method == "POST" and _keep(request, draft, form):
        return onwards(request, draft, step)
    return render(request, f"solidarity/draft_{step}.html", {"form": form, **frame(draft, step)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away, once asked whether that is meant."""
    draft = get_object_or_404(SolidarityRequest.objects.editable_by(request.user), public_id=public_id)
    if draft.state != RequestState.DRAFT:
        return redirect("solidarity:request-manage", draft.public_id)
    if request.method != "POST":
        return render(request, "solidarity/draft_discard.html", {"draft": draft})
    drafts.discard(by=request.user, at=timezone.now(), solidarity_request=draft)
    messages.success(request, _("The draft is gone."))
    return redirect("solidarity:request-create")


def _form_of(step: str, request: HttpRequest, draft: SolidarityRequest) -> StoryForm | OurselvesForm | SafetyForm:
    options: dict[str, Any] = {"instance": draft, "reader": request.user, "is_unfinished": "leave" in request.POST}
    if step == "story":
        return StoryForm(typed(request), **options)
    if step == "ourselves":
        return OurselvesForm(typed(request), contact=proposals.contact(draft.organisation), **options)
    return SafetyForm(typed(request), network=reach.of_network(), **options)


def _start(request: HttpRequest, form: StoryForm) -> SolidarityRequest | None:
    """Begin a draft with what is right, even where something is wrong, so that nothing has to be typed twice."""
    form.is_valid()
    made: list[SolidarityRequest] = []
    if form.asking_union is None:
        return None
    answers = {"language": form.initial["language"], **_answers(request, form)}
    act = {"by": request.user, "at": timezone.now(), "organisation": form.asking_union}
    accepted(form, lambda: made.append(drafts.start(**act, **answers)))
    return made[0] if made else None


def _keep(request: HttpRequest, draft: SolidarityRequest, form: StoryForm | OurselvesForm | SafetyForm) -> bool:
    """Keep the answers that are right; return whether all of them are."""
    is_right, act = form.is_valid(), {"by": request.user, "at": timezone.now(), "solidarity_request": draft}
    return accepted(form, lambda: drafts.change(**act, **_answers(request, form))) and is_right


def _answers(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Return the right answers of the form, with an employer added that nobody has entered yet."""
    answers: dict[str, Any] = form.answers()
    new = getattr(form, "new_employer", "")
    if new:
        country = answers.get("country", "")
        answers["employer"] = employers.add(by=request.user, at=timezone.now(), name=new, country=country)
    return answers
