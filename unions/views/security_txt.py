"""Where holes are reported, for programs: RFC 9116."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

GOOD_FOR = timedelta(days=180)  # the standard advises less than a year


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to write to, in which languages, and until when this can be relied on."""
    expires = (timezone.now() + GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    with override(settings.LANGUAGE_CODE):
        policy = settings.SITE_URL + reverse("unions:legal-notice")
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Policy: {policy}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
