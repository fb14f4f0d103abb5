"""What those who vet write down: the finding of a check, the answer to an objection."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unions import permissions
from unions.actions import checks, objections
from unions.choices import ApplicationState, CheckKind
from unions.forms.admissions import AnswerForm, CheckForm
from unions.forms.refusals import accepted
from unions.models import Objection
from unions.views.admissions import crumbs, seen
from unions.views.application_facts import said_about

OPEN_STATES = (ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_record(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """Write down what a check found."""
    application = seen(request, public_id)
    if kind not in CheckKind.values:
        raise Http404
    if application.state not in OPEN_STATES:
        return redirect("unions:admission-detail", public_id)
    if permissions.has_given_word(request.user, application):
        raise PermissionDenied(_("Your organisation has given its word for this one: somebody else looks at it."))
    form = CheckForm(request.POST or None, kind=kind, check=application.checks.filter(kind=kind).first())
    act: dict[str, Any] = {"application": application, "kind": kind, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: checks.record(**act, **form.cleaned_data)):
        messages.success(request, _("It is written down."))
        return redirect("unions:admission-detail", public_id)
    label = CheckKind(kind).label
    context = {"application": application, "form": form, "heading": label, "crumbs": crumbs(application, str(label))}
    context |= {"is_call_back": kind == CheckKind.CALL_BACK, "said": said_about(application, kind)}
    return render(request, "unions/check_form.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer an objection, so that the application can be decided on."""
    visible = Objection.objects.visible_to(request.user).select_related("application", "organisation")
    objection = get_object_or_404(visible, public_id=public_id)
    if not permissions.may_answer_objection(request.user, objection):
        raise PermissionDenied(_("A network admin of another organisation answers it."))
    form = AnswerForm(request.POST or None)
    act: dict[str, Any] = {"objection": objection, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: objections.answer(**act, **form.cleaned_data)):
        messages.success(request, _("The objection is answered."))
        return redirect("unions:admission-detail", objection.application.public_id)
    here = {"crumbs": crumbs(objection.application, _("Answer an objection"))}
    return render(request, "unions/objection_answer.html", {"objection": objection, "form": form, **here})
