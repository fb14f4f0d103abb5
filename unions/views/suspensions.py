"""The standing of an organisation: its history, and the small pages that take its rights and give them back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from unions.actions import suspensions
from unions.forms.refusals import accepted
from unions.forms.suspensions import FreezingForm, LiftingForm, SuspensionForm
from unions.models import Organisation, Suspension
from unions.panels import panels_for
from unions.permissions import may_decide_standing, may_read_trail

MOST_LISTED = 100


@dataclass(frozen=True)
class Step:
    """One decision: from which states, with which form, and the words of its page."""

    act: Callable[..., Suspension]
    states: tuple[str, ...]
    form: type[forms.Form]
    link: Any
    question: Any
    consequences: tuple[Any, ...]
    button: Any
    done: Any


_RIGHTS_END = (
    gettext_lazy("Its people are signed out at once, and read only what is public."),
    gettext_lazy("Its open invitations end."),
    gettext_lazy("Its requests are hidden everywhere, and mails about them that wait are not sent."),
)
STEPS = {
    "suspend": Step(
        act=suspensions.suspend,
        states=suspensions.SUSPENDABLE,
        form=SuspensionForm,
        link=gettext_lazy("Suspend it"),
        question=gettext_lazy("Suspend this union?"),
        consequences=(
            *_RIGHTS_END,
            gettext_lazy("Its admins are told by mail that it is suspended and whom to ask, and nothing else."),
            gettext_lazy("You or another network admin can lift it: then its requests are shown as before."),
        ),
        button=gettext_lazy("Suspend it now"),
        done=gettext_lazy("The union is suspended."),
    ),
    "lift": Step(
        act=suspensions.lift,
        states=suspensions.RESTORABLE,
        form=LiftingForm,
        link=gettext_lazy("Give it back its rights"),
        question=gettext_lazy("Give this union back its rights?"),
        consequences=(
            gettext_lazy("It is again what it was before, and its requests are shown as before."),
            gettext_lazy("Invitations that ended stay ended, and mails that were not sent stay unsent."),
            gettext_lazy("Its admins are told by mail."),
        ),
        button=gettext_lazy("Give them back"),
        done=gettext_lazy("The union has its rights again."),
    ),
    "freeze": Step(
        act=suspensions.freeze,
        states=suspensions.FREEZABLE,
        form=FreezingForm,
        link=gettext_lazy("Freeze it: it was banned or dissolved"),
        question=gettext_lazy("Freeze this union?"),
        consequences=(
            *_RIGHTS_END,
            gettext_lazy("It goes into safe mode, and nobody of it gets a mail about this."),
            gettext_lazy("Its history is kept. A network admin can give it back its rights."),
        ),
        button=gettext_lazy("Freeze it now"),
        done=gettext_lazy("The union is frozen."),
    ),
    "remove": Step(
        act=suspensions.remove,
        states=suspensions.REMOVABLE,
        form=SuspensionForm,
        link=gettext_lazy("Remove it for good"),
        question=gettext_lazy("Remove this union for good?"),
        consequences=(
            *_RIGHTS_END,
            gettext_lazy("Its admins are told by mail."),
            gettext_lazy("It cannot be undone: to come back it applies anew."),
        ),
        button=gettext_lazy("Remove it now"),
        done=gettext_lazy("The union is removed."),
    ),
}


@login_required
@require_safe
def suspension_list(request: HttpRequest) -> HttpResponse:
    """Show the unions that have lost their rights, and the decisions that ended, the latest first."""
    if not may_read_trail(request.user):
        raise PermissionDenied(_("Network admins and auditors read here."))
    visible = Suspension.objects.visible_to(request.user).for_list()
    context = {
        "standing": visible.in_force(),
        "ended": visible.filter(ended_at__isnull=False)[:MOST_LISTED],
        "crumbs": [
            {"text": _("Desk"), "url": reverse("unions:desk")},
            {"text": _("Suspended, removed and frozen unions")},
        ],
    }
    return render(request, "unions/suspension_list.html", context)


@login_required
@require_safe
def organisation_standing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where an organisation stands, what was decided about it, and what can be decided now."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may_read_trail(request.user):
        raise PermissionDenied
    context = {
        "organisation": organisation,
        "decisions": Suspension.objects.visible_to(request.user).filter(organisation=organisation).for_list(),
        "steps": _possible(request, organisation),
        "crumbs": [*_crumbs(), {"text": organisation.short_name}],
    }
    return render(request, "unions/organisation_standing_detail.html", context)


@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_decide(request: HttpRequest, slug: str, step: str) -> HttpResponse:
    """Say what will happen, ask for the reason, and do it."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if step not in STEPS:
        raise Http404
    if not may_decide_standing(request.user, organisation):
        raise PermissionDenied(_("Network admins of other organisations decide this."))
    standing, chosen = reverse("unions:organisation-standing", args=[slug]), STEPS[step]
    if organisation.state not in chosen.states:
        return redirect(standing)
    form = chosen.form(request.POST if request.method == "POST" else None)
    what = {"organisation": organisation, "by": request.user, "at": timezone.now()}
    if form.is_valid() and accepted(form, lambda: chosen.act(**what, **form.cleaned_data)):
        messages.success(request, chosen.done)
        return redirect(standing)
    return render(request, "unions/organisation_decide.html", _page(request, organisation, chosen, form))


def _page(request: HttpRequest, organisation: Organisation, step: Step, form: forms.Form) -> dict[str, Any]:
    """Return the page of a decision, with what rooms above have to say of what would be hidden."""
    panels = panels_for("standing", request.user, organisation)
    standing = reverse("unions:organisation-standing", args=[organisation.slug])
    return {
        "organisation": organisation,
        "step": step,
        "form": form,
        "panels": [render_to_string(each.template, each.context, request) for each in panels],
        "back_url": standing,
        "crumbs": [*_crumbs(), {"text": organisation.short_name, "url": standing}, {"text": step.link}],
    }


def _possible(request: HttpRequest, organisation: Organisation) -> list[dict[str, Any]]:
    if not may_decide_standing(request.user, organisation):
        return []
    return [
        {"text": step.link, "url": reverse("unions:organisation-decide", args=[organisation.slug, name])}
        for name, step in STEPS.items()
        if organisation.state in step.states
    ]


def _crumbs() -> list[dict[str, str]]:
    listed = {"text": _("Suspended, removed and frozen unions"), "url": reverse("unions:suspension-list")}
    return [{"text": _("Desk"), "url": reverse("unions:desk")}, listed]
