"""What every answer carries, and what staff must have set up before they go on."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone

from unions.adapters import FACTORS, SecondFactorAdapter
from unions.localised import zone_of
from unions.permissions import needs_second_factor

View = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(), geolocation=(),"
    " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
ONE_MINUTE = 60  # seconds
READ_CHARSETS = {"utf-8", "utf8", "ascii", "us-ascii"}
SIGNING_OUT = {"account_logout", "unions:account-erase", "usersessions_list"}
# Where people without the factor they need may still go: to set one up, to show who they are, to sign out.
OPEN_WITHOUT_SECOND_FACTOR = {
    "unions:second-factor",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "account_reauthenticate",
    "account_confirm_email",
    "account_logout",
}


class CompressedPages(GZipMiddleware):
    """Sends pages compressed, with a padding of random length; what is streamed is a photo, which is so already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)


def security_headers(get_response: View) -> View:
    """Add the headers that Django has no setting for; private pages are never stored, signing out empties the cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if _ends_the_session(response):
            response.headers["Clear-Site-Data"] = _cleared_by(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        # What everyone may read can be withdrawn at any moment: whoever keeps a copy asks before showing it.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def readable_requests(get_response: View) -> View:
    """Refuse texts in another charset than UTF-8, and forget a session id with a NUL: no column can hold either."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.encoding or "utf-8").lower().replace("_", "-") not in READ_CHARSETS:
            raise BadRequest("Texts are UTF-8 here.")
        if "\0" in request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return middleware


def reader_time_zone(get_response: View) -> View:
    """Show times in the zone that the reader chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(zone_of(request.user.time_zone)):
            return get_response(request)

    return middleware


def asks_by_itself(view: View) -> View:
    """Mark a view that a page asks again and again by itself: that nobody is there, it keeps nobody signed in."""
    view.asks_by_itself = True  # type: ignore[attr-defined]
    return view


def second_factor_for_staff(get_response: View) -> View:
    """Send staff and above to set up a second factor, and sign them out after half an hour without a click.

    People who have neither password nor address are sent as well: without a passkey they could never come back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        is_bound = needs_second_factor(request.user)
        if is_bound and _has_been_idle(request):
            logout(request)
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        if is_bound and not getattr(resolve(request.path_info).func, "asks_by_itself", False):
            _note_that_it_is_used(request)
        if is_bound or _has_no_way_back(request):
            return _with_second_factor(request, get_response)
        return get_response(request)

    return middleware


def _with_second_factor(request: HttpRequest, get_response: View) -> HttpResponse:
    view_name = resolve(request.path_info).view_name
    if not is_mfa_enabled(request.user, FACTORS) and view_name not in OPEN_WITHOUT_SECOND_FACTOR:
        return redirect("unions:second-factor")
    if view_name == "mfa_remove_webauthn" and request.user.authenticator_set.filter(type__in=FACTORS).count() == 1:
        messages.error(request, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")
    return get_response(request)


def _note_that_it_is_used(request: HttpRequest) -> None:
    """Once a minute is enough: every note is a write."""
    now = timezone.now().timestamp()
    if now - request.session.get("seen_at", 0) > ONE_MINUTE:
        request.session["seen_at"] = now


def _has_been_idle(request: HttpRequest) -> bool:
    seen_at = request.session.get("seen_at")
    return seen_at is not None and timezone.now().timestamp() - seen_at > settings.STAFF_IDLE_SECONDS


def _has_no_way_back(request: HttpRequest) -> bool:
    return not request.user.email and not request.user.has_usable_password()


def _cleared_by(request: HttpRequest) -> str:
    """Who signs out leaves nothing behind; where a session just ran out, a device goes on showing news."""
    match = request.resolver_match
    is_meant = match is not None and match.view_name in SIGNING_OUT
    return '"cache", "storage"' if is_meant else '"cache"'


def _ends_the_session(response: HttpResponse) -> bool:
    cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and cookie.value == ""
