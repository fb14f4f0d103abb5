"""Back in without a second factor: the ask, the two who answer for it, the link."""

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from unions.actions import factor_recoveries
from unions.actions.factor_recoveries import Confirmed
from unions.actions.invitations import hashed
from unions.adapters import fresh_sign_in_required
from unions.forms.factor_recoveries import RecoveryAskForm, RecoveryConfirmForm, WayBackForm
from unions.forms.refusals import accepted
from unions.models import FactorRecovery
from unions.permissions import serves_network
from unions.validators import Refused
from unions.views.desk import desk_crumbs
from unions.views.invitations import qr_code


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="recover_factor")
def recovery_ask(request: HttpRequest) -> HttpResponse:
    """Take the handle or address of somebody who cannot get in; the answer is the same for all."""
    form = RecoveryAskForm(request.POST or None)
    if form.is_valid():
        factor_recoveries.ask(handle_or_address=form.cleaned_data["account"], at=timezone.now())
        return redirect("unions:recovery-asked")
    return render(request, "unions/recovery_ask.html", {"form": form})


@require_safe
def recovery_asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now, whoever asked."""
    return render(request, "unions/recovery_asked.html")


@login_required
@require_safe
def recovery_list(request: HttpRequest) -> HttpResponse:
    """Show who waits for this person's word."""
    running = FactorRecovery.objects.decidable_by(request.user).running(timezone.now()).select_related("user")
    context = {"recoveries": running.order_by("asked_at"), "crumbs": _crumbs(request)}
    return render(request, "unions/recovery_list.html", context)


@login_required
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer for somebody; the second one sends the link on its way, or gets it to hand over."""
    recovery = get_object_or_404(
        FactorRecovery.objects.decidable_by(request.user).running(timezone.now()).select_related("user"),
        public_id=public_id,
    )
    is_wanted = factor_recoveries.may_confirm(recovery, request.user, timezone.now())
    form = RecoveryConfirmForm(request.POST or None) if is_wanted else None
    done: list[Confirmed] = []
    if (
        form is not None
        and form.is_valid()
        and accepted(form, lambda: done.append(_confirmed(request, recovery, form)))
    ):
        return _after(request, done[0])
    return render(
        request,
        "unions/recovery_confirm.html",
        {"recovery": recovery, "form": form, "crumbs": _crumbs(request, recovery)},
    )


def _crumbs(request: HttpRequest, recovery: FactorRecovery | None = None) -> list[dict[str, str]]:
    """Return the way to the list, and to this one of it: from the desk for those who have one."""
    listed = {"text": _("Who has lost their second factor")}
    here = [listed | {"url": reverse("unions:recovery-list")}, {"text": recovery.user.handle}] if recovery else [listed]
    account = {"text": _("My account"), "url": reverse("unions:account")}
    return desk_crumbs(*here) if serves_network(request.user) else [account, *here]


def _confirmed(request: HttpRequest, recovery: FactorRecovery, form: RecoveryConfirmForm) -> Confirmed:
    return factor_recoveries.confirm(
        recovery=recovery, channel=form.cleaned_data["channel"], by=request.user, at=timezone.now()
    )


def _after(request: HttpRequest, confirmed: Confirmed) -> HttpResponse:
    recovery = confirmed.recovery
    if not confirmed.token:
        messages.success(request, _("Thank you. One more person has to confirm it."))
        return redirect("unions:recovery-list")
    url = link(confirmed.token, recovery.user.ui_language)
    if recovery.user.email:
        factor_recoveries.mail(recovery=recovery, url=url)
        messages.success(request, _("Thank you. The link is on its way to the address of the account."))
        return redirect("unions:recovery-list")
    return render(request, "unions/recovery_link.html", {"recovery": recovery, "url": url, "qr_code": qr_code(url)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop it, after a question: the person themselves, or who may answer for them."""
    own = FactorRecovery.objects.visible_to(request.user)
    every = own | FactorRecovery.objects.decidable_by(request.user)
    recovery = get_object_or_404(every.running(timezone.now()).select_related("user"), public_id=public_id)
    back = reverse("unions:account" if recovery.user_id == request.user.pk else "unions:recovery-list")
    if request.method != "POST":
        return render(request, "unions/recovery_stop.html", {"recovery": recovery, "back_url": back})
    try:
        factor_recoveries.stop(recovery=recovery, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(back)


@never_cache
@sensitive_post_parameters("password")
@rate_limit(action="use_recovery")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_use(request: HttpRequest, token: str) -> HttpResponse:
    """End the lost factor and sign in with the password alone; a new factor is asked for next."""
    waiting = FactorRecovery.objects.valid(timezone.now()).filter(token_hash=hashed(token))
    recovery = waiting.select_related("user").first()
    if recovery is None:
        return render(request, "unions/recovery_gone.html", status=404)
    if recovery.opens_at > timezone.now():
        return render(request, "unions/recovery_early.html", {"recovery": recovery})
    if request.user.is_authenticated:
        raise Http404
    form = WayBackForm(request.POST or None, person=recovery.user)
    if form.is_valid() and accepted(form, lambda: _use(token, form)):
        recovery.user.refresh_from_db()
        with override(recovery.user.ui_language):
            return perform_login(request, recovery.user, redirect_url=reverse("unions:second-factor"))
    return render(request, "unions/recovery_use.html", {"form": form, "recovery": recovery})


def _use(token: str, form: WayBackForm) -> None:
    factor_recoveries.use(token=token, password=form.cleaned_data["password"], at=timezone.now())


def link(token: str, language: str) -> str:
    """Return the absolute address that ends the lost factor, in a language."""
    with override(language):
        return f"{settings.SITE_URL}{reverse('unions:recovery-use', args=[token])}"
