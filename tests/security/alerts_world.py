"""News of the world: one piece on its way, about a request of the union that asks."""

from solidarity.models import SolidarityRequest
from tests.factories import NOW
from unions.announcements import announce


def places(request_id: str) -> dict[str, str]:
    """Return the number of the news that stands in addresses."""
    asked = SolidarityRequest.objects.get(public_id=request_id)
    return {"announcement": str(announce("request_addressed", asked, by=None, at=NOW).pk)}
