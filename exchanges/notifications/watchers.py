"""Who may watch how far the news of an exchange is, and from where."""

from typing import Any

from django.urls import reverse

from exchanges.models import Exchange
from exchanges.permissions import may_edit
from unions.models import Announcement


def poster_watches(user: Any, announcement: Announcement) -> bool:
    """Staff of the union that posted an exchange watch its call."""
    subject = announcement.subject
    return isinstance(subject, Exchange) and may_edit(user, subject)


def exchange_page(announcement: Announcement) -> str:
    """Return the page of the exchange."""
    subject = announcement.subject
    return reverse("exchanges:exchange-detail", args=[subject.public_id]) if isinstance(subject, Exchange) else ""
