"""An office that has just been named hears of the calls that wait for its organisation's answer."""

from datetime import datetime

from solidarity.alerts.models import AlertDelivery, DeliveryState
from solidarity.choices import Urgency
from solidarity.models import Addressee, SolidarityRequest
from unions.actions.contacts import when_office_named
from unions.announcements import announce
from unions.models import Announcement, Organisation, User

OFFICE = "office:"
CALL = "request_addressed"


@when_office_named
def tell_of_waiting_calls(organisation: Organisation, by: User, at: datetime) -> None:
    """Tell the office alone: the staff have heard of them. What is still on its way goes to the new address anyway."""
    told = Addressee.objects.waiting().filter(organisation=organisation, told_at__isnull=False)
    on_their_way = AlertDelivery.objects.filter(recipient__organisation=organisation, state=DeliveryState.WAITING)
    for addressee in told.select_related("solidarity_request").order_by("pk"):
        asked, audience = addressee.solidarity_request, f"{OFFICE}{addressee.pk}"
        calls = Announcement.objects.about(SolidarityRequest).filter(kind=CALL, object_id=asked.pk)
        if not on_their_way.filter(announcement__in=calls).exists():
            wave = calls.filter(audience=audience).count() + 1
            is_urgent = asked.urgency == Urgency.EMERGENCY_24H
            announce(CALL, asked, by=by, at=at, audience=audience, wave=wave, is_urgent=is_urgent)
