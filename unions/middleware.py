"""What every answer carries, and what staff must have set up before they go on."""

import zoneinfo
from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone

from unions.permissions import needs_second_factor

View = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(), geolocation=(),"
    " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
# Where staff without a second factor may still go: to set one up, to sign out, to read.
OPEN_WITHOUT_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "account_login")


def security_headers(get_response: View) -> View:
    """Add the headers that Django has no setting for; private pages are never stored."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def reader_time_zone(get_response: View) -> View:
    """Show times in the zone that the reader chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware


def second_factor_for_staff(get_response: View) -> View:
    """Send staff and above to set up a second factor, and sign them out after half an hour without a click."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not needs_second_factor(request.user):
            return get_response(request)
        if _has_been_idle(request):
            logout(request)
            return redirect(f"{reverse('account_login')}?next={request.path}")
        request.session["seen_at"] = timezone.now().timestamp()
        if not is_mfa_enabled(request.user) and not _is_open(request):
            return redirect("unions:second-factor")
        return get_response(request)

    return middleware


def _has_been_idle(request: HttpRequest) -> bool:
    seen_at = request.session.get("seen_at")
    return seen_at is not None and timezone.now().timestamp() - seen_at > _idle().total_seconds()


def _idle() -> timedelta:
    return timedelta(seconds=settings.STAFF_IDLE_SECONDS)


def _is_open(request: HttpRequest) -> bool:
    match = resolve(request.path_info)
    return match.view_name == "unions:second-factor" or (match.url_name or "").startswith(OPEN_WITHOUT_SECOND_FACTOR)
