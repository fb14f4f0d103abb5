"""What is held of me, and what the nights have ended."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unions import retention
from unions.adapters import fresh_sign_in_required
from unions.choices import NetworkRoleKind
from unions.models import Follow, Membership, RetentionRun
from unions.permissions import has_duty
from unions.retention.document import promises_of
from unions.retention.held import held_of
from unions.retention.people import sections_of
from unions.views.desk import desk_crumbs


@login_required
@require_safe
def account_held(request: HttpRequest) -> HttpResponse:
    """Show, in plain words, what is held of me: how much, why, who sees it, when it goes."""
    context = {
        "groups": held_of(request.user),
        "has_follows": Follow.objects.visible_to(request.user).exists(),
        "roles": Membership.objects.visible_to(request.user).verified().select_related("organisation"),
    }
    return render(request, "unions/account_held.html", context)


@login_required
@fresh_sign_in_required
@require_safe
def account_export(request: HttpRequest) -> HttpResponse:
    """Hand out all that the portal holds about me, as a file for programs."""
    response = JsonResponse(
        retention.what_we_hold(request.user), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="what-we-hold.json"'
    return response


@login_required
@fresh_sign_in_required
@require_safe
def account_export_page(request: HttpRequest) -> HttpResponse:
    """Hand out the same as a page that people can read, in a file of their own."""
    context = {"sections": sections_of(request.user), "made_at": timezone.now()}
    response = render(request, "unions/account_export.html", context)
    response["Content-Disposition"] = 'attachment; filename="what-we-hold.html"'
    return response


@login_required
@require_safe
def retention_list(request: HttpRequest) -> HttpResponse:
    """Show what each rule has ended, to those who watch over the promises."""
    if not has_duty(request.user, NetworkRoleKind.AUDITOR, NetworkRoleKind.NETWORK_ADMIN):
        raise PermissionDenied(_("Auditors and network admins look at this."))
    runs = list(RetentionRun.objects.visible_to(request.user).by_rule(timezone.now()))
    for run in runs:
        run["promises"] = promises_of(run["rule"])
    here = desk_crumbs({"text": _("What the nights have ended")})
    return render(request, "unions/retention_list.html", {"runs": runs, "crumbs": here})
