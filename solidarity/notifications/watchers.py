"""Who may watch how far the news of a request is, and from where."""

from typing import Any

from django.urls import reverse

from solidarity.models import Need, SolidarityRequest
from solidarity.permissions import may_edit
from unions.models import Announcement, Update


def asker_watches(user: Any, announcement: Announcement) -> bool:
    """Staff of the union that asks watch the news of their request, its needs and its updates."""
    found = _request_of(announcement)
    return found is not None and may_edit(user, found)


def manage_page(announcement: Announcement) -> str:
    """Return the page on which they look after it."""
    found = _request_of(announcement)
    return reverse("solidarity:request-manage", args=[found.public_id]) if found else ""


def _request_of(announcement: Announcement) -> SolidarityRequest | None:
    subject = announcement.subject
    found = subject.subject if isinstance(subject, Update) else subject
    found = found.solidarity_request if isinstance(found, Need) else found
    return found if isinstance(found, SolidarityRequest) else None
