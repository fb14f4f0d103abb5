"""Who may watch how far the news of a request is."""

from typing import Any

from solidarity.models import SolidarityRequest
from solidarity.permissions import may_edit
from unions.models import Announcement, Update


def asker_watches(user: Any, announcement: Announcement) -> bool:
    """Staff of the union that asks watch the news of their request and of its updates."""
    subject = announcement.subject
    found = subject.subject if isinstance(subject, Update) else subject
    return isinstance(found, SolidarityRequest) and may_edit(user, found)
