"""Pages about the portal: how it works, about, privacy."""

from typing import Any

import nh3
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from unions.models import StaticPage

TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "em", "strong", "a", "blockquote", "code", "hr", "br"}
MARKDOWN = MarkdownIt("commonmark", {"html": False})


def static_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page in the reader's language, else in the portal's own with a label."""
    return render(request, "unions/page_detail.html", _page(request, slug))


def legal_notice(request: HttpRequest) -> HttpResponse:
    """Show who runs this portal, or that it is not stated yet, above what its editors write."""
    operator = {
        "name": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS.splitlines(),
        "email": settings.OPERATOR_EMAIL,
    }
    return render(request, "unions/legal_notice.html", {**_page(request, "legal-notice"), "operator": operator})


def _page(request: HttpRequest, slug: str) -> dict[str, Any]:
    page = get_object_or_404(StaticPage.objects.visible_to(request.user), slug=slug)
    wanted = get_language() or settings.LANGUAGE_CODE
    language = wanted if getattr(page, f"body_{wanted}", "") else settings.LANGUAGE_CODE
    return {
        "slug": slug,
        "language": language,
        "is_fallback": language != wanted,
        "title": getattr(page, f"title_{language}"),
        "body": html_of(getattr(page, f"body_{language}")),
    }


def html_of(markdown: str) -> SafeString:
    """Return Markdown as HTML: no HTML of its own passes, and only harmless tags are left."""
    cleaned = nh3.clean(MARKDOWN.render(markdown or ""), tags=TAGS, attributes={"a": {"href"}}, link_rel="noopener")
    return mark_safe(cleaned)
