"""What every page knows: the portal's name, the ways in, and the same page in other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext

from unions.localised import endonym
from unions.models import Recipient


def site(request: HttpRequest) -> dict[str, Any]:
    """The frame of every page. Links appear once their URL exists."""
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": getattr(settings, "DEMONSTRATION", False),
        "source_url": getattr(settings, "SOURCE_URL", ""),
        "quick_exit_url": getattr(settings, "QUICK_EXIT_URL", "https://www.wikipedia.org/"),
        "home_url": f"/{get_language()}/",
        "language_links": SimpleLazyObject(lambda: language_links(request)),
        "alternates": SimpleLazyObject(lambda: alternates(request)),
        "canonical_url": request.build_absolute_uri(request.path),
        "account_links": SimpleLazyObject(lambda: account_links(request)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
        "why_no_mail": SimpleLazyObject(lambda: why_no_mail(request)),
    }


def language_links(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in each language; the home page where a page has no translation of its address."""
    here = request.get_full_path()
    links = []
    for code, _ in settings.LANGUAGES:
        current = code == get_language()
        url = here if current else translate_url(here, code)
        url = f"/{code}/" if url == here and not current else url
        links.append({"code": code, "name": endonym(code), "url": url, "is_current": current})
    return links


def alternates(request: HttpRequest) -> list[dict[str, str]]:
    """Absolute addresses of this page in each language, without its query."""
    return [
        {"code": code, "url": request.build_absolute_uri(translate_url(request.path, code))}
        for code, _ in settings.LANGUAGES
    ]


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Signing in, or one's own account; signing out is a form."""
    if is_signed_in(request):
        links = [
            link(request, gettext("My account"), "unions:account", icon="user"),
            link(request, gettext("Sign out"), "account_logout", icon="log-out", is_post=True),
        ]
    else:
        links = [
            link(request, gettext("Sign in"), "account_login", icon="log-in"),
            link(request, gettext("Join"), "account_signup", icon="user"),
        ]
    return [each for each in links if each]


def footer_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Pages about the portal itself."""
    links = [
        link(request, gettext("About"), "unions:about"),
        link(request, gettext("Bring your union in"), "unions:application-create"),
        link(request, gettext("Privacy"), "unions:privacy"),
        link(request, gettext("Terms of use"), "unions:terms"),
        link(request, gettext("Accessibility"), "unions:accessibility"),
        link(request, gettext("Legal notice"), "unions:legal-notice"),
        link(request, gettext("Style guide"), "unions:styleguide"),
    ]
    return [each for each in links if each]


def why_no_mail(request: HttpRequest) -> str:
    """Return the reason for which nothing is mailed to the reader any more; an empty string where there is none."""
    if not is_signed_in(request) or getattr(request, "is_refused", False):
        return ""
    own = Recipient.objects.belonging_to(request.user).filter(suspended_at__isnull=False)
    return str(own.values_list("suspended_reason", flat=True).first() or "")


def link(request: HttpRequest, text: str, name: str, **more: Any) -> dict[str, Any] | None:
    """A link of the frame; nothing while no page has this name."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return {"text": text, "url": url, "is_current": request.path == url, **more}


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody is there; pages of errors may have no user at all."""
    return bool(getattr(request, "user", None) and request.user.is_authenticated)
