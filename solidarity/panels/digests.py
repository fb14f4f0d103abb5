"""What the page of one's choices shows of the mail that gathers news: what waits for it, and when it comes."""

from typing import Any

from django.db.models import Min

from solidarity.alerts.digests import preview
from solidarity.alerts.models import AlertDelivery
from unions.models import Recipient
from unions.panels import Panel, panel

MOST_SHOWN = 10


@panel("alert-preferences")
def next_digest(reader: Any, recipient: Recipient) -> Panel | None:
    """Return what the next digest would say, as the reader may know it now, and when the first of it leaves."""
    waiting = AlertDelivery.objects.visible_to(reader).gathered()
    comes_at = waiting.aggregate(first=Min("not_before"))["first"]
    entries = preview(recipient, MOST_SHOWN) if comes_at else []
    return Panel("solidarity/digest_panel.html", {"comes_at": comes_at if entries else None, "entries": entries})
