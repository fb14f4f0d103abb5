"""Addresses that mails lead to, in the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from solidarity.models import SolidarityRequest


def link(name: str, *args: str) -> str:
    """Return the whole address of a page of this room."""
    return settings.SITE_URL + reverse(f"solidarity:{name}", args=args)


def request_page(solidarity_request: SolidarityRequest) -> str:
    """Return the address of the request's own page."""
    return link("request-detail", solidarity_request.public_id)


def answers_at(url: str) -> list[dict[str, str]]:
    """Return the ways from a mail straight to each answer on the page that takes them."""
    return [
        {"text": _("Yes: this is what we do"), "url": f"{url}#yes-title"},
        {"text": _("No, and why"), "url": f"{url}#no-title"},
        {"text": _("We decide by a date"), "url": f"{url}#decide-title"},
        {"text": _("Another answer"), "url": f"{url}#other-answer"},
    ]
