"""What has happened to a request, as far as its reader may know."""

from typing import Any

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from solidarity.models import Addressee, Delivery, Need, Pledge, SolidarityRequest
from solidarity.panels import amount_in_words
from solidarity.permissions import may_edit
from unions.choices import UpdateAudience
from unions.localised import number
from unions.models import Update
from unions.permissions import is_network_member
from unions.querysets.organisation import MEMBER_STATES

Event = dict[str, Any]
ENOUGH = 5  # fewer answers than this are not counted in front of others


def timeline_of(solidarity_request: SolidarityRequest, reader: Any) -> list[Event]:
    """Return its events for `components/timeline.html`, the latest first."""
    own = may_edit(reader, solidarity_request)
    return _events(solidarity_request, _audiences(solidarity_request, reader, own), own)


def timeline_for_asked(addressee: Addressee) -> list[Event]:
    """Return what the contact of a union asked reads by its link; who has pledged hears what pledgers hear."""
    solidarity_request = addressee.solidarity_request
    audiences = [UpdateAudience.PUBLIC.value]
    if addressee.organisation.state in MEMBER_STATES:
        audiences.append(UpdateAudience.NETWORK.value)
    if Pledge.objects.promised_by(addressee).kept().exists():
        audiences.append(UpdateAudience.PLEDGERS.value)
    return _events(solidarity_request, audiences, own=False)


def _events(solidarity_request: SolidarityRequest, audiences: list[str], own: bool) -> list[Event]:
    events = [
        *_milestones(solidarity_request),
        *_updates(solidarity_request, audiences),
        *_answers(solidarity_request, own),
        *_arrivals(solidarity_request),
    ]
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _milestones(solidarity_request: SolidarityRequest) -> list[Event]:
    moments = [
        (solidarity_request.published_at, _("Sent to the unions asked"), ""),
        (solidarity_request.opened_at, _("Checked by another organisation and opened"), ""),
        (solidarity_request.paused_at, _("Paused until its people are known to be safe"), "urgent"),
        (solidarity_request.closed_at, _("Closed"), ""),
    ]
    return [_event(at, what, kind) for at, what, kind in moments if at]


def _audiences(solidarity_request: SolidarityRequest, reader: Any, own: bool) -> list[str]:
    if own:
        return list(UpdateAudience.values)
    audiences = [UpdateAudience.PUBLIC.value]
    if is_network_member(reader):
        audiences.append(UpdateAudience.NETWORK.value)
    if Pledge.objects.visible_to(reader).kept().filter(need__solidarity_request=solidarity_request).exists():
        audiences.append(UpdateAudience.PLEDGERS.value)
    return audiences


def _updates(solidarity_request: SolidarityRequest, audiences: list[str]) -> list[Event]:
    updates = Update.objects.of(solidarity_request).for_audiences(audiences)
    return [
        _event(each.posted_at, each.get_kind_display(), "", each.text, each.language)
        | {"report_kind": "update", "report_id": each.public_id}
        for each in updates
    ]


def _answers(solidarity_request: SolidarityRequest, own: bool) -> list[Event]:
    """Say that unions have answered, and how many; never which, and no number that betrays a single one."""
    answered = Addressee.objects.filter(solidarity_request=solidarity_request, answered_at__isnull=False)
    counted = answered.aggregate(how_many=Count("pk"), first=Min("answered_at"), last=Max("answered_at"))
    how_many = counted["how_many"]
    if not how_many:
        return []
    if not own and how_many < ENOUGH:
        return [_event(counted["first"], _("A first union has answered"))]
    words = ngettext("%(amount)s union has answered", "%(amount)s unions have answered", how_many)
    return [_event(counted["last"], words % {"amount": number(how_many)})]


def _arrivals(solidarity_request: SolidarityRequest) -> list[Event]:
    """Say what arrived, added up by day and need."""
    needs = Need.objects.filter(solidarity_request=solidarity_request).select_related("kind").in_bulk()
    arrived = Delivery.objects.filter(pledge__need__in=needs, arrived__gt=0).annotate(day=TruncDate("confirmed_at"))
    rows = arrived.order_by().values("day", "pledge__need").annotate(total=Sum("arrived"), at=Max("confirmed_at"))
    return [
        _event(
            row["at"],
            _("Arrived: %(amount)s") % {"amount": amount_in_words(row["total"], needs[row["pledge__need"]])},
            "arrived",
        )
        for row in rows
    ]


def _event(at: Any, what: str, kind: str = "", text: str = "", language: str = "") -> Event:
    return {"at": at, "what": what, "kind": kind, "text": text, "language": language}
