"""What news in these tests is about."""

from solidarity.models import SolidarityRequest
from unions.models import Announcement


def asked(announcement: Announcement) -> SolidarityRequest:
    """Return the request that a piece of news is about."""
    return SolidarityRequest.objects.get(pk=announcement.object_id)
