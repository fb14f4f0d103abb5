"""What news in these tests is about."""

from solidarity.alerts.models import AlertDelivery
from solidarity.models import SolidarityRequest
from unions.models import Announcement, Recipient


def asked(announcement: Announcement) -> SolidarityRequest:
    """Return the request that a piece of news is about."""
    return SolidarityRequest.objects.get(pk=announcement.object_id)


def give_up(announcement: Announcement) -> None:
    """Let what was refused be given up instead, so that its addresses are still good."""
    AlertDelivery.objects.filter(announcement=announcement, state="failed").update(reason="dead_letter", attempts=8)
    Recipient.objects.update(suspended_at=None, suspended_reason="")
