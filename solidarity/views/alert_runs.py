"""How far a piece of news is: for those who look after what it is about, and for network admins."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from solidarity.alerts import watching
from solidarity.alerts.progress import progress_of
from solidarity.panels import run_row, run_rows
from solidarity.views.alert_run_parts import shown
from unions.middleware import asks_by_itself
from unions.models import Announcement
from unions.validators import Refused
from unions.views.desk import desk_crumbs

MOST_LISTED = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def alert_run_list(request: HttpRequest) -> HttpResponse:
    """Show network admins what is on its way, and the latest that was."""
    if not watching.may_watch_all(request.user):
        raise PermissionDenied(_("Network admins watch all news."))
    found: Any = watching.all_news()
    in_order = found.with_digests().order_by("is_over", "-waits_for_digests", "-made_at", "-pk")
    runs = run_rows(in_order, MOST_LISTED)
    return render(
        request, "solidarity/alert_run_list.html", {"runs": runs, "crumbs": desk_crumbs({"text": _("Alerts")})}
    )


@login_required
@require_safe
def alert_run(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Show how far it is."""
    found = _watched(request, announcement_id)
    context = {**_progress(found), "crumbs": _crumbs(request, found)}
    return render(request, "solidarity/alert_run.html", context)


@asks_by_itself
@login_required
@require_safe
def alert_run_progress(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Hand out the part of the page that changes."""
    return render(request, "solidarity/alert_run_progress.html", _progress(_watched(request, announcement_id)))


@login_required
@get_or_post
def alert_run_retry(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Let the failed copies go again, after a question."""
    return _ask_and_act(request, announcement_id, "solidarity/alert_run_retry.html", _retry)


@login_required
@get_or_post
def alert_run_stop(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Cancel what waits, after a question."""
    return _ask_and_act(request, announcement_id, "solidarity/alert_run_stop.html", _stop)


def _watched(request: HttpRequest, announcement_id: int) -> Announcement:
    found = watching.watched(request.user, announcement_id)
    if found is None:
        raise Http404
    return found


def _ask_and_act(request: HttpRequest, announcement_id: int, question: str, act: Callable[..., str]) -> HttpResponse:
    found = _watched(request, announcement_id)
    page = reverse("solidarity:alert-run", args=[found.pk])
    if request.method != "POST":
        return render(request, question, {"back_url": page})
    try:
        messages.success(request, act(announcement=found, by=request.user, at=timezone.now()))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect(page)


def _retry(**what: Any) -> str:
    return _("What failed is on its way again.") if watching.retry(**what) else _("Nothing had failed.")


def _stop(**what: Any) -> str:
    return _("It is stopped.") if watching.stop(**what) else _("Nothing waited any more.")


def _progress(found: Announcement) -> dict[str, Any]:
    progress = progress_of(found)
    waits_for_digests = progress.gathered > 0
    return {
        **shown(progress, is_whole=found.fanned_out_at is not None),
        "run": run_row(found, waits_for_digests=waits_for_digests),
        "renews": found.finished_at is None,  # what only digests tell changes in hours
        "is_over": found.finished_at is not None and not waits_for_digests,
        "may_retry": found.cancelled_at is None and watching.repeatable_copies([found]).exists(),
        "may_stop": watching.may_stop(found),
    }


def _crumbs(request: HttpRequest, found: Announcement) -> list[dict[str, str]]:
    here = {"text": _("How far it is")}
    if origin := watching.watched_from(request.user, found):
        return [{"text": _("What it is about"), "url": origin}, here]
    return desk_crumbs({"text": _("Alerts"), "url": reverse("solidarity:alert-run-list")}, here)
