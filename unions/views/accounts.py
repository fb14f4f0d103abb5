"""My account: settings, mails, and the way out."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from unions.actions import users
from unions.adapters import FACTORS, fresh_sign_in_required
from unions.forms.accounts import AccountForm
from unions.forms.refusals import accepted
from unions.models import FactorRecovery, Membership, OwnChannel
from unions.permissions import needs_second_factor


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show and change my settings."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.refresh_from_db()
        change: Any = lambda: users.change(by=request.user, at=timezone.now(), **form.cleaned_data)  # noqa: E731
        if accepted(form, change):
            messages.success(request, gettext("Your settings are saved."))
            return redirect("unions:account")
    roles = Membership.objects.visible_to(request.user).verified().select_related("organisation")
    context = {
        "form": form,
        "roles": roles,
        "has_factor": _has_factor(request.user),
        "has_lost_channel": OwnChannel.objects.visible_to(request.user).suspended().exists(),
        "recovery": FactorRecovery.objects.visible_to(request.user).running(timezone.now()).first(),
    }
    return render(request, "unions/account_detail.html", context)


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Explain why a second factor is needed, and lead to setting one up."""
    if _has_factor(request.user):
        return redirect("mfa_index")
    return render(request, "unions/second_factor.html", {"is_for_role": needs_second_factor(request.user)})


@login_required
@fresh_sign_in_required
def account_erase(request: HttpRequest) -> HttpResponse:
    """Erase my account, after a question and a fresh sign-in."""
    if request.method != "POST":
        return render(request, "unions/account_erase.html")
    users.erase(by=request.user, at=timezone.now())
    logout(request)
    messages.success(request, gettext("Your account is erased."))
    return redirect("solidarity:home")


def _has_factor(user: Any) -> bool:
    return bool(is_mfa_enabled(user, FACTORS))
