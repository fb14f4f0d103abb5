"""An office that has just been named hears of the calls that wait for its organisation's answer."""

from datetime import datetime

from solidarity.choices import Urgency
from solidarity.models import Addressee, SolidarityRequest
from unions.actions.contacts import when_office_named
from unions.announcements import announce
from unions.models import Announcement, Organisation, User

OFFICE = "office:"


@when_office_named
def tell_of_waiting_calls(organisation: Organisation, by: User, at: datetime) -> None:
    """Tell the office alone: the staff have heard of them."""
    told = Addressee.objects.waiting().filter(organisation=organisation, told_at__isnull=False)
    for addressee in told.select_related("solidarity_request").order_by("pk"):
        asked, audience = addressee.solidarity_request, f"{OFFICE}{addressee.pk}"
        earlier = Announcement.objects.about(SolidarityRequest).filter(object_id=asked.pk, audience=audience)
        is_urgent = asked.urgency == Urgency.EMERGENCY_24H
        wave = earlier.count() + 1
        announce("request_addressed", asked, by=by, at=at, audience=audience, wave=wave, is_urgent=is_urgent)
