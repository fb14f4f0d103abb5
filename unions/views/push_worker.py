"""The script that shows push messages with every page closed."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """Hand it out at the root, under one name for ever: a browser knows it by its address, and so does its reach."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


@cache
def _script() -> bytes:
    return (settings.BASE_DIR / "static" / "js" / "push-worker.js").read_bytes()
