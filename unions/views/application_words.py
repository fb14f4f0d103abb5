"""An application as other unions see it: its profile, and their word for it or against it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unions.actions import objections, vouches
from unions.choices import ALLY_KINDS
from unions.forms.admissions import ObjectionForm, VouchForm
from unions.forms.refusals import accepted
from unions.models import Organisation, UnionApplication
from unions.querysets.union_application import WAITING_STATES
from unions.views.application_facts import profile


@login_required
@require_safe
def application_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who applies, and what one's own union has said and may say."""
    application = told(request, public_id)
    own = Organisation.objects.staffed_by(request.user).approved()
    context = {
        "application": application,
        "facts": profile(application),
        "said": application.vouches.filter(voucher__in=own, ended_at__isnull=True).select_related("voucher"),
        "objected": application.objections.filter(organisation__in=own),
        "may_vouch": application.state in WAITING_STATES and _vouching(request, application).exists(),
        "may_object": _is_in_time(application) and _objecting(request, application).exists(),
    }
    return render(request, "unions/application_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_vouch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Vouch for it, or confirm that it is affiliated."""
    application = told(request, public_id)
    speaking = _vouching(request, application)
    if not speaking.exists():
        raise PermissionDenied(_("Admins of full members vouch, once for each organisation."))
    form = VouchForm(request.POST or None, speaking=speaking)
    if request.method == "POST" and _vouch(request, application, form):
        messages.success(request, _("Your word is given. Those who decide see it."))
        return redirect("unions:application-detail", public_id)
    return render(request, "unions/vouch_form.html", {"application": application, "form": form})


@login_required
@require_POST
def vouch_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the word of one's own organisations back."""
    application = told(request, public_id)
    own = Organisation.objects.administered_by(request.user)
    for vouch in application.vouches.filter(voucher__in=own, ended_at__isnull=True):
        vouches.take_back(vouch=vouch, by=request.user, at=timezone.now())
    messages.success(request, _("Your word is taken back."))
    return redirect("unions:application-detail", public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application_object(request: HttpRequest, public_id: str) -> HttpResponse:
    """Object, in words that only those who vet read."""
    application = told(request, public_id)
    speaking = _objecting(request, application)
    if not speaking.exists():
        raise PermissionDenied(_("Each member organisation objects once."))
    form = ObjectionForm(request.POST or None, speaking=speaking)
    if form.is_valid() and accepted(form, lambda: _object(request, application, form)):
        messages.success(request, _("Those who vet have your objection. It must be answered before full membership."))
        return redirect("unions:application-detail", public_id)
    return render(request, "unions/objection_form.html", {"application": application, "form": form})


def told(request: HttpRequest, public_id: str) -> UnionApplication:
    """Return an application of which the unions of this person are told."""
    answerable = UnionApplication.objects.answerable_by(request.user, timezone.now())
    found: UnionApplication = get_object_or_404(answerable, public_id=public_id)
    return found


def _vouching(request: HttpRequest, application: UnionApplication) -> Any:
    """Return the organisations of this person that may give their word and have not."""
    own = Organisation.objects.administered_by(request.user).approved().exclude(kind__in=ALLY_KINDS)
    return own.exclude(pk__in=application.vouches.values("voucher")).order_by("folded_name")


def _objecting(request: HttpRequest, application: UnionApplication) -> Any:
    own = Organisation.objects.staffed_by(request.user).approved()
    return own.exclude(pk__in=application.objections.values("organisation")).order_by("folded_name")


def _is_in_time(application: UnionApplication) -> bool:
    until = application.objections_until
    return until is not None and timezone.now() < until


@reauthentication_required
def _vouch(request: HttpRequest, application: UnionApplication, form: VouchForm) -> bool:
    """Give the word, with a fresh proof of who is there; return whether it was taken."""
    act: dict[str, Any] = {"application": application, "by": request.user, "at": timezone.now()}
    return form.is_valid() and accepted(form, lambda: vouches.give(**act, **form.word))


def _object(request: HttpRequest, application: UnionApplication, form: ObjectionForm) -> None:
    act: dict[str, Any] = {"application": application, "by": request.user, "at": timezone.now()}
    objections.raise_objection(**act, **form.objection)
