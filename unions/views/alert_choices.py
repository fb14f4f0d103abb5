"""What reaches me, where, and how often."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from unions.actions import alert_choices
from unions.forms.alert_choices import AlertChoicesForm, PauseForm
from unions.forms.refusals import accepted
from unions.localised import date_in_zone
from unions.panels import panels_for
from unions.views.pages import rendered


@login_required
def alert_preferences(request: HttpRequest) -> HttpResponse:
    """Show and change all of it at once."""
    form = AlertChoicesForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        change: Any = lambda: alert_choices.change(by=request.user, at=timezone.now(), **form.wanted)  # noqa: E731
        if accepted(form, change):
            messages.success(request, gettext("Your choices are saved."))
            return redirect("unions:alert-preferences")
    return _page(request, form, PauseForm())


@login_required
@require_POST
def alert_pause(request: HttpRequest) -> HttpResponse:
    """Tell me nothing but what is owed for some days."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, AlertChoicesForm(person=request.user), form)
    until = alert_choices.pause(by=request.user, days=form.cleaned_data["days"], at=timezone.now())
    when = {"when": date_in_zone(until, request.user.time_zone)}
    messages.success(request, gettext("You hear nothing but what is owed to you until %(when)s.") % when)
    return redirect("unions:alert-preferences")


@login_required
@require_POST
def alert_pause_end(request: HttpRequest) -> HttpResponse:
    """Tell me everything again."""
    alert_choices.end_pause(by=request.user, at=timezone.now())
    messages.success(request, gettext("The pause is over."))
    return redirect("unions:alert-preferences")


def _page(request: HttpRequest, form: AlertChoicesForm, pause: PauseForm) -> HttpResponse:
    recipient = request.user.recipient
    is_paused = recipient.paused_until is not None and recipient.paused_until > timezone.now()
    context = {
        "form": form,
        "pause": pause,
        "mails_at_once_a_day": settings.MAILS_AT_ONCE_A_DAY,
        "paused_until": recipient.paused_until if is_paused else None,
        "panels": rendered(panels_for("alert-preferences", request.user, recipient), request),
    }
    return render(request, "unions/alert_preferences.html", context)
