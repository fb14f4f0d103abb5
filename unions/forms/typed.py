"""Between a view and a form: what has been sent, if anything."""

from django.http import HttpRequest, QueryDict


def typed(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, or None where the page is only looked at."""
    return request.POST if request.method == "POST" else None
