"""What the page of one's choices shows of the mail that gathers news: what waits for it, and when it comes."""

from typing import Any

from solidarity.alerts.digests import preview
from unions.models import Recipient
from unions.panels import Panel, panel

MOST_SHOWN = 10


@panel("alert-preferences")
def next_digest(reader: Any, recipient: Recipient) -> Panel | None:
    """Return what one's own next digest would say, as one may know it now, when it leaves, and what comes later."""
    if recipient.user_id != reader.pk:
        return None
    return Panel("solidarity/digest_panel.html", {"coming": preview(recipient, MOST_SHOWN)})
