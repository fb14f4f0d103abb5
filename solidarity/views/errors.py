"""The pages for what is not there and what is not for the reader: as the frame draws them, but nothing is counted."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here."""
    return defaults.page_not_found(_uncounted(request), exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this is for others to do."""
    return defaults.permission_denied(_uncounted(request), exception)


def _uncounted(request: HttpRequest) -> HttpRequest:
    """Leave out what waits at the reader's desks: a refusal costs as little as it can."""
    request.is_refused = True  # type: ignore[attr-defined]
    return request
