"""The desk of those who vet: applications, what was checked, what others say, and the decision."""

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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unions import permissions
from unions.actions import admissions, look_alikes
from unions.choices import ApplicationState, NetworkRoleKind
from unions.forms.admissions import AdmittingForm, DecliningForm
from unions.forms.refusals import accepted
from unions.localised import country_name
from unions.models import UnionApplication
from unions.panels import Panel, panel
from unions.validators import Refused
from unions.views.application_facts import checks_of, facts, objections_of, texts
from unions.views.desk import desk_crumbs

MOST_SHOWN = 100
MOST_ON_THE_DESK = 5
VETTING = (NetworkRoleKind.REVIEWER, NetworkRoleKind.NETWORK_ADMIN)


@login_required
@require_safe
def admission_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for this admin, then what others decide or have decided."""
    if not permissions.has_duty(request.user, *VETTING):
        raise PermissionDenied(_("Reviewers and network admins look at applications here."))
    mine = list(UnionApplication.objects.to_decide_by(request.user))
    others = UnionApplication.objects.visible_to(request.user).exclude(pk__in=[each.pk for each in mine])
    newest = others.with_standing().order_by("-submitted_at", "-pk")[:MOST_SHOWN]
    context = {"mine": mine, "others": newest, "crumbs": desk_crumbs({"text": _("Applications")})}
    return render(request, "unions/admission_list.html", context)


@panel("desk")
def applications_to_decide(reader: Any, _shown: None) -> Panel | None:
    """Return the applications that wait for this reader, the longest waiting first; a reviewer checks them."""
    if not permissions.has_duty(reader, *VETTING):
        return None
    is_admin = permissions.has_duty(reader, NetworkRoleKind.NETWORK_ADMIN)
    waiting = UnionApplication.objects.visible_to(reader).waiting().with_standing().order_by("submitted_at", "pk")
    found = UnionApplication.objects.to_decide_by(reader) if is_admin else waiting
    return Panel(
        "unions/desk_section.html",
        {
            "key": "applications",
            "title": _("Unions that apply"),
            "count": found.count,
            "rows": lambda: [_row(each) for each in found[:MOST_ON_THE_DESK]],
            "empty": _("No application waits for you."),
            "all_url": reverse("unions:admission-list"),
        },
    )


def _row(application: Any) -> dict[str, Any]:
    """Return an application as the desk shows it, with what its next decision lacks."""
    return {
        "text": application.name,
        "about": f"{application.get_kind_display()} · {country_name(application.country)}",
        "since": application.submitted_at,
        "url": reverse("unions:admission-detail", args=[application.public_id]),
        "note": _("Still missing:") if application.lacks else _("Ready to be decided"),
        "points": [lack.label for lack in application.lacks],
    }


@login_required
@require_safe
def admission_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an application with all that it is weighed by."""
    application = seen(request, public_id)
    context = {
        "application": application,
        "facts": facts(application),
        "texts": texts(application),
        "checks": checks_of(application),
        "objections": objections_of(application, request.user),
        "words": application.vouches.select_related("voucher").order_by("at"),
        "files": application.evidence.all(),
        "decisions": application.decisions.select_related("organisation", "by"),
        "twins": look_alikes.approved_like(application.name, application.acronym),
        "may_decide": permissions.may_decide(request.user, application),
        "is_admin": permissions.has_duty(request.user, NetworkRoleKind.NETWORK_ADMIN),
        "crumbs": desk_crumbs(_listed(), {"text": application.name}),
    }
    return render(request, "unions/admission_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admission_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide: a yes with what it needs, or a no with its reason."""
    application = seen(request, public_id)
    if not permissions.may_decide(request.user, application):
        raise PermissionDenied(_("Another admin decides on this one."))
    is_first = application.state == ApplicationState.SUBMITTED
    twins = look_alikes.approved_like(application.name, application.acronym)
    options = {"entries": look_alikes.entries_for(application) if is_first else None, "has_twins": bool(twins)}
    is_no = "decline" in request.POST
    yes = AdmittingForm(None if is_no else request.POST or None, prefix="yes", **options)
    no = DecliningForm(request.POST if is_no else None, prefix="no")
    if request.method == "POST":
        done = _decline(request, application, no) if is_no else _admit(request, application, yes)
        if done:
            messages.success(request, done)
            return redirect("unions:admission-list")
    context = {"application": application, "yes": yes, "no": no, "twins": twins, "is_first": is_first}
    return render(request, "unions/admission_decide.html", context | {"crumbs": crumbs(application, _("Decide"))})


@login_required
@require_POST
def admission_invite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail the invitation of the first admin once more."""
    application = seen(request, public_id)
    if not permissions.has_duty(request.user, NetworkRoleKind.NETWORK_ADMIN):
        raise PermissionDenied
    try:
        admissions.invite_again(application=application, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("A new invitation is on its way; the earlier one opens nothing any more."))
    return redirect("unions:admission-detail", application.public_id)


def seen(request: HttpRequest, public_id: str) -> UnionApplication:
    """Return an application that this person vets, with its standing."""
    visible = UnionApplication.objects.visible_to(request.user).with_standing()
    found: UnionApplication = get_object_or_404(
        visible.select_related("organisation", "federation", "named_voucher"), public_id=public_id
    )
    return found


def crumbs(application: UnionApplication, here: str) -> list[dict[str, str]]:
    """Return the way from the desk over the application to this page."""
    url = reverse("unions:admission-detail", args=[application.public_id])
    return desk_crumbs(_listed(), {"text": application.name, "url": url}, {"text": here})


def _listed() -> dict[str, str]:
    return {"text": _("Applications"), "url": reverse("unions:admission-list")}


@reauthentication_required
def _admit(request: HttpRequest, application: UnionApplication, form: AdmittingForm) -> str:
    """Say yes, with a fresh proof of who is there; return what to say, nothing where it was refused."""
    if not form.is_valid():
        return ""
    act: dict[str, Any] = {"application": application, "by": request.user, "at": timezone.now(), **form.decision}
    if application.state == ApplicationState.SUBMITTED:
        is_done = accepted(form, lambda: admissions.make_provisional(**act, entry=form.chosen_entry))
        return _("It is in, provisionally. Its first admin has been mailed an invitation.") if is_done else ""
    return _("It is a full member now.") if accepted(form, lambda: admissions.approve(**act)) else ""


@reauthentication_required
def _decline(request: HttpRequest, application: UnionApplication, form: DecliningForm) -> str:
    """Say no, with a fresh proof of who is there; return what to say, nothing where it was refused."""
    if not form.is_valid():
        return ""
    act: dict[str, Any] = {"application": application, "by": request.user, "at": timezone.now()}
    is_done = accepted(form, lambda: admissions.decline(**act, **form.cleaned_data))
    return _("It is declined. The union has been told, and can ask other admins once.") if is_done else ""
