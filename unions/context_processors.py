"""What every page knows: the portal's name, the ways in, and the same page in other languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext

from unions.templatetags.localised import endonym


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
        "main_links": SimpleLazyObject(lambda: main_links(request)),
        "account_links": SimpleLazyObject(lambda: account_links(request)),
        "footer_links": SimpleLazyObject(lambda: footer_links(request)),
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


def main_links(request: HttpRequest) -> list[dict[str, Any]]:
    """The main navigation, by what the reader may do."""
    links = [
        _link(request, gettext("Requests"), "solidarity:request-list"),
        _link(request, gettext("How it works"), "unions:how-it-works"),
    ]
    if _is_signed_in(request):
        links += [
            _link(request, gettext("Answer desk"), "solidarity:answer-desk"),
            _link(request, gettext("My pledges"), "solidarity:pledge-list"),
            _link(request, gettext("What I follow"), "unions:follow-list"),
        ]
    links.append(_link(request, gettext("Ask for help"), "solidarity:request-create", is_act=True))
    return [link for link in links if link]


def account_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Signing in, or one's own account; signing out is a form."""
    if _is_signed_in(request):
        links = [_link(request, gettext("My account"), "unions:account", icon="user")]
    else:
        links = [
            _link(request, gettext("Sign in"), "account_login", icon="log-in"),
            _link(request, gettext("Join"), "account_signup", icon="user"),
        ]
    return [link for link in links if link]


def footer_links(request: HttpRequest) -> list[dict[str, Any]]:
    """Pages about the portal itself."""
    links = [
        _link(request, gettext("About"), "unions:about"),
        _link(request, gettext("Privacy"), "unions:privacy"),
        _link(request, gettext("Style guide"), "unions:styleguide"),
    ]
    return [link for link in links if link]


def _link(request: HttpRequest, text: str, name: str, *, icon: str = "", is_act: bool = False) -> dict[str, Any] | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return {"text": text, "url": url, "icon": icon, "is_act": is_act, "is_current": request.path == url}


def _is_signed_in(request: HttpRequest) -> bool:
    return bool(getattr(request, "user", None) and request.user.is_authenticated)
