"""Addresses that mails lead to, in the reader's language."""

from django.conf import settings
from django.urls import reverse

from solidarity.models import SolidarityRequest


def link(name: str, *args: str) -> str:
    """Return the whole address of a page of this room."""
    return settings.SITE_URL + reverse(f"solidarity:{name}", args=args)


def request_page(solidarity_request: SolidarityRequest) -> str:
    """Return the address of the request's own page."""
    return link("request-detail", solidarity_request.public_id)
