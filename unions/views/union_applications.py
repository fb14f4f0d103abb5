"""A union asks to come in, without an account: five short pages that keep every answer, and its own page by a link."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unions.actions import union_applications
from unions.choices import ApplicationState, OrganisationState
from unions.forms.refusals import accepted
from unions.forms.union_applications import AboutForm, AppealForm, SendingForm, UnionForm, WordsForm
from unions.models import Organisation, UnionApplication
from unions.views.application_evidence import evidence_page
from unions.views.application_steps import STEPS, address, applied, frame, gaps, gone, onwards

FORMS: dict[str, Any] = {"union": UnionForm, "about": AboutForm, "words": WordsForm}
APPEALABLE = ApplicationState.DECLINED
TAKEN_BACK_FROM = (ApplicationState.APPLYING, ApplicationState.SUBMITTED)


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def application_create(request: HttpRequest) -> HttpResponse:
    """Begin: the first post makes the application and mails its link. A listed union begins from its own entry."""
    entry = _entry(request)
    known = {name: getattr(entry, name) for name in ("name", "acronym", "country", "kind")} if entry else {}
    form = UnionForm(request.POST or None, reader=request.user, initial=known)
    if request.method == "POST" and form.is_valid():
        begun: list[union_applications.Begun] = []
        answers = form.answers()
        if accepted(
            form,
            lambda: begun.append(union_applications.begin(at=timezone.now(), organisation=entry, **answers)),
        ):
            messages.success(request, _("Kept. We have mailed you a link by which you can go on at any time."))
            return onwards(request, begun[0].token, "union")
    return render(request, "unions/application_union.html", {"form": form, "entry": entry, **frame("", "union")})


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Show and keep one step; what was sent is looked after on its own page."""
    application = applied(token)
    if application is None:
        return gone(request)
    if step not in STEPS:
        raise Http404
    if application.state != ApplicationState.APPLYING:
        return redirect("unions:application-status", token)
    if step == "evidence":
        return evidence_page(request, application, token, frame(token, step))
    if step == "send":
        return _send(request, application, token)
    form = FORMS[step](
        request.POST or None, instance=application, reader=request.user, is_unfinished="leave" in request.POST
    )
    if request.method == "POST" and _keep(application, token, form):
        return onwards(request, token, step)
    return render(request, f"unions/application_{step}.html", {"form": form, **frame(token, step)})


@never_cache
@require_http_methods(["GET", "HEAD"])
def application_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the application stands, and what its union can do now."""
    application = applied(token)
    if application is None:
        return gone(request)
    refusal = application.decisions.filter(outcome="declined", overturned_at__isnull=True).first()
    context = {
        "application": application,
        "token": token,
        "gaps": gaps(application, token) if application.state == ApplicationState.APPLYING else [],
        "first_step": address(token, "union"),
        "files": application.evidence.all(),
        "refusal": refusal,
        "may_appeal": application.state == APPEALABLE and application.appealed_at is None,
        "may_withdraw": application.state in TAKEN_BACK_FROM,
        "may_add": application.state in {ApplicationState.SUBMITTED, ApplicationState.PROVISIONAL},
    }
    return render(request, "unions/application_status.html", context)


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def application_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take it back, after a question."""
    application = applied(token)
    if application is None:
        return gone(request)
    if application.state not in TAKEN_BACK_FROM:
        return redirect("unions:application-status", token)
    if request.method != "POST":
        return render(request, "unions/application_withdraw.html", {"application": application, "token": token})
    was_sent = application.state == ApplicationState.SUBMITTED
    union_applications.withdraw(application=application, at=timezone.now())
    messages.success(request, _("The application is withdrawn.") if was_sent else _("Everything is deleted."))
    return redirect("unions:application-status", token) if was_sent else redirect("unions:application-create")


@never_cache
@rate_limit(action="signup")
@require_http_methods(["GET", "HEAD", "POST"])
def application_appeal(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once that other admins look at a refusal."""
    application = applied(token)
    if application is None:
        return gone(request)
    if application.state != APPEALABLE or application.appealed_at is not None:
        return redirect("unions:application-status", token)
    form = AppealForm(request.POST or None)
    if form.is_valid() and accepted(
        form,
        lambda: union_applications.appeal(application=application, words=form.cleaned_data["words"], at=timezone.now()),
    ):
        messages.success(request, _("Other admins look at it again. You will be written to."))
        return redirect("unions:application-status", token)
    return render(request, "unions/application_appeal.html", {"form": form, "token": token})


def _entry(request: HttpRequest) -> Organisation | None:
    listed = Organisation.objects.visible_to(request.user).filter(state=OrganisationState.LISTED)
    return listed.filter(slug=request.GET.get("organisation", "").replace("\0", "")).first()


def _keep(application: UnionApplication, token: str, form: Any) -> bool:
    """Keep the answers that are right; return whether all of them are."""
    is_right = form.is_valid()
    act = {"application": application, "token": token, "at": timezone.now()}
    return accepted(form, lambda: union_applications.change(**act, **form.answers())) and is_right


def _send(request: HttpRequest, application: UnionApplication, token: str) -> HttpResponse:
    form, missing = SendingForm(request.POST or None), gaps(application, token)
    if request.method == "POST" and "leave" in request.POST:
        return redirect("unions:application-status", token)
    if form.is_valid() and accepted(form, lambda: _sent(application, form)):
        messages.success(request, _("It is sent. Keep the link: here you see what comes of it."))
        return redirect("unions:application-status", token)
    return render(request, "unions/application_send.html", {"form": form, "gaps": missing, **frame(token, "send")})


def _sent(application: UnionApplication, form: SendingForm) -> None:
    union_applications.send(
        application=application,
        at=timezone.now(),
        may_tell_own_country=form.cleaned_data["may_tell_own_country"],
        consent_wording=form.wording,
    )
