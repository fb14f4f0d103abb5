"""Evidence of an application: added and taken away by its union, handed out to those who vet it."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unions.actions import evidence as evidence_actions
from unions.choices import ApplicationState
from unions.forms.refusals import accepted
from unions.forms.union_applications import EvidenceForm
from unions.models import Evidence, UnionApplication
from unions.views.application_steps import applied, gone, onwards


def evidence_page(
    request: HttpRequest, application: UnionApplication, token: str, surroundings: dict[str, Any]
) -> HttpResponse:
    """Show the files, take another one and go on; the same while it is written and once it was sent."""
    if "go" in request.POST and not (request.FILES or request.POST.get("title")):
        return onwards(request, token, "evidence")
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if request.method == "POST" and form.is_valid() and accepted(form, lambda: _add(application, form)):
        messages.success(request, _("The file is kept where only those who check applications can open it."))
        return onwards(request, token, "evidence") if "go" in request.POST else redirect(request.path)
    is_full = application.evidence.count() >= evidence_actions.MOST_FILES
    context = {"form": form, "files": application.evidence.all(), "is_full": is_full, "token": token}
    return render(request, "unions/application_evidence.html", context | surroundings)


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def application_evidence(request: HttpRequest, token: str) -> HttpResponse:
    """Add evidence to what was sent already."""
    application = applied(token)
    if application is None:
        return gone(request)
    if application.state not in evidence_actions.TAKING_STATES:
        return redirect("unions:application-status", token)
    return evidence_page(request, application, token, {"heading": _("What shows it"), "is_sent": True})


@never_cache
@require_POST
def evidence_remove(request: HttpRequest, token: str, public_id: str) -> HttpResponse:
    """Take a file away before it is sent."""
    application = applied(token)
    if application is None:
        return gone(request)
    evidence = get_object_or_404(application.evidence, public_id=public_id)
    if application.state == ApplicationState.APPLYING:
        evidence_actions.remove(evidence=evidence, at=timezone.now())
        messages.success(request, _("The file is gone."))
    return redirect("unions:application-step", token, "evidence")


@login_required
@require_safe
def evidence_file(request: HttpRequest, public_id: str) -> FileResponse:
    """Hand a file to somebody who vets: as a download, which no browser opens here and nobody on the way keeps."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), public_id=public_id)
    response = FileResponse(evidence.file.open("rb"), content_type=evidence.media_type, as_attachment=True)
    ending = "pdf" if evidence.media_type == evidence_actions.PDF else "jpg"
    response["Content-Disposition"] = f'attachment; filename="{evidence.public_id}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _add(application: UnionApplication, form: EvidenceForm) -> None:
    given = form.cleaned_data
    evidence_actions.add(application=application, upload=given["file"], title=given["title"], at=timezone.now())
