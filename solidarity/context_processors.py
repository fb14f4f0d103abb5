"""What every page of the portal shows of the roof: the way to one's own things."""

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return which doors the reader has."""
    return {}
