"""An office that has just been named hears of the calls that wait for its organisation's answer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from solidarity.alerts.models import AlertBatch, AlertDelivery, DeliveryState
from solidarity.choices import Urgency
from solidarity.models import Addressee, SolidarityRequest
from unions.actions.contacts import when_office_named
from unions.announcements import announce
from unions.models import Announcement, Organisation, User

OFFICE = "office:"
CALL = "request_addressed"


@when_office_named
def tell_of_waiting_calls(organisation: Organisation, by: User, at: datetime) -> None:
    """Tell the office alone: the staff have heard of them. What is still on its way goes to the new address anyway.

    What a worker has in hand may be leaving to the former one: that the new one hears anew, be it twice.
    """
    told = Addressee.objects.waiting().filter(organisation=organisation, told_at__isnull=False)
    waiting = AlertDelivery.objects.filter(recipient__organisation=organisation, state=DeliveryState.WAITING)
    on_their_way = waiting.exclude(pk__in=_leaving(waiting).values("pk"))
    for addressee in told.select_related("solidarity_request").order_by("pk"):
        asked, audience = addressee.solidarity_request, f"{OFFICE}{addressee.pk}"
        calls = Announcement.objects.about(SolidarityRequest).filter(kind=CALL, object_id=asked.pk)
        if not on_their_way.filter(announcement__in=calls).exists():
            wave = calls.filter(audience=audience).count() + 1
            is_urgent = asked.urgency == Urgency.EMERGENCY_24H
            announce(CALL, asked, by=by, at=at, audience=audience, wave=wave, is_urgent=is_urgent)


def _leaving(waiting: "QuerySet[AlertDelivery]") -> "QuerySet[AlertDelivery]":
    """Return those of these waiting copies that a worker has in hand: how far it is shows only when it has looked."""
    in_hand = AlertBatch.objects.filter(
        leased_until__gt=Now(),
        announcement=OuterRef("announcement"),
        channel=OuterRef("channel"),
        round=OuterRef("round"),
        first__lte=OuterRef("recipient"),
        last__gte=OuterRef("recipient"),
    )
    return waiting.filter(Exists(in_hand))
