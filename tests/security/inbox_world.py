"""The inbox of the world: one call in that of staff of the union that is asked, and their private feed."""

from typing import Any

from solidarity.actions import inbox
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.sealing import sealed
from solidarity.models import SolidarityRequest
from tests.factories import NOW
from unions.announcements import announce


def places(request_id: str, reader: Any) -> dict[str, str]:
    """Tell of this request; return what stands in the addresses of this reader's inbox and feed."""
    asked = SolidarityRequest.objects.get(public_id=request_id)
    announcement = announce("request_addressed", asked, by=None, at=NOW)
    write_next_chunk(announcement.pk)
    return {
        "inbox_item": sealed(announcement.pk, reader.recipient.pk),
        "feed_token": inbox.open_feed(by=reader, at=NOW),
    }
