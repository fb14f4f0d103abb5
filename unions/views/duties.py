"""Duties for the network: who has which, given and taken back by network admins."""

from collections.abc import Callable
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
from django.views.decorators.http import require_http_methods, require_POST

from unions.actions import duties
from unions.forms.duties import DutyForm
from unions.forms.refusals import accepted
from unions.models import DutyProposal, NetworkRole
from unions.permissions import may_give_duties
from unions.validators import Refused


@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_list(request: HttpRequest) -> HttpResponse:
    """Show who serves the network and who waits to be confirmed; give a duty."""
    _refuse_unless_admin(request)
    form = DutyForm(request.POST if request.method == "POST" else None)
    what: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    given: list[Any] = []
    if form.is_valid() and accepted(form, lambda: given.append(duties.appoint(**what, **form.cleaned_data))):
        messages.success(request, _done(given[0]))
        return redirect("unions:duty-list")
    waiting = DutyProposal.objects.visible_to(request.user).waiting(timezone.now())
    mine = set(waiting.confirmable_by(request.user).values_list("pk", flat=True))
    proposals = waiting.select_related("user", "proposed_by").order_by("proposed_at", "pk")
    context = {
        "form": form,
        "duties": NetworkRole.objects.visible_to(request.user).for_page(),
        "proposals": [{"row": each, "may_confirm": each.pk in mine} for each in proposals],
        "thin": NetworkRole.objects.visible_to(request.user).thin(),
        "crumbs": [{"text": _("Desk"), "url": reverse("unions:desk")}, {"text": _("Duties")}],
    }
    return render(request, "unions/duty_list.html", context)


@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def duty_take_back(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """End somebody's duty, after a question."""
    _refuse_unless_admin(request)
    visible = NetworkRole.objects.visible_to(request.user).select_related("user")
    duty = get_object_or_404(visible, user__public_id=public_id, kind=kind)
    back_url = reverse("unions:duty-list")
    if request.method != "POST":
        return render(request, "unions/duty_take_back.html", {"duty": duty, "back_url": back_url})
    return _do(
        request, lambda: duties.take_back(duty=duty, by=request.user, at=timezone.now()), _("The duty has ended.")
    )


@login_required
@reauthentication_required(allow_get=True)
@require_POST
def duty_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make the proposed person a network admin, as the second."""
    proposal = _proposal(request, public_id)
    act = lambda: duties.confirm(proposal=proposal, by=request.user, at=timezone.now())  # noqa: E731
    return _do(request, act, _("The network has another admin."))


@login_required
@reauthentication_required(allow_get=True)
@require_POST
def duty_set_aside(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a proposal."""
    proposal = _proposal(request, public_id)
    act = lambda: duties.set_aside(proposal=proposal, by=request.user, at=timezone.now())  # noqa: E731
    return _do(request, act, _("The proposal is set aside."))


def _refuse_unless_admin(request: HttpRequest) -> None:
    if not may_give_duties(request.user):
        raise PermissionDenied(_("Network admins give duties here."))


def _proposal(request: HttpRequest, public_id: str) -> DutyProposal:
    _refuse_unless_admin(request)
    return get_object_or_404(DutyProposal.objects.visible_to(request.user), public_id=public_id)


def _do(request: HttpRequest, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, done)
    return redirect("unions:duty-list")


def _done(given: Any) -> str:
    if isinstance(given, DutyProposal):
        return _("The proposal waits for a second network admin, of another organisation.")
    return _("The duty is given. It opens once the person has a second factor.")
