"""Who may watch how far the news of an exchange is."""

from typing import Any

from exchanges.models import Exchange
from exchanges.permissions import may_edit
from unions.models import Announcement


def poster_watches(user: Any, announcement: Announcement) -> bool:
    """Staff of the union that posted an exchange watch its call."""
    subject = announcement.subject
    return isinstance(subject, Exchange) and may_edit(user, subject)
