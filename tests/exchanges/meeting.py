"""Exchanges and visits for tests, brought to their state by the actions that people use."""

from datetime import date, datetime, timedelta
from typing import Any

from exchanges.actions import exchanges, host_offers, itinerary_items, participants, reports, visits
from exchanges.choices import Direction, Visibility
from exchanges.models import Exchange, HostOffer, Participant, Visit
from tests import factories
from tests.factories import NOW, TODAY
from unions.choices import Role
from unions.models import Membership, Organisation, User

FIRST, LAST, DEADLINE = TODAY + timedelta(days=40), TODAY + timedelta(days=46), TODAY + timedelta(days=20)
WHOLE: dict[str, Any] = {
    "direction": Direction.SEEKS_HOST,
    "language": "en",
    "title": "Four machinists look for a host",
    "why": "We want to see how others organise a plant that moves.",
    "from_on": FIRST,
    "until_on": LAST,
    "deadline_on": DEADLINE,
    "languages": ["en", "es"],
    "countries": ["MX"],
    "people": 4,
    "visibility": Visibility.NETWORK,
}


def union(name: str = "", **fields: Any) -> Organisation:
    """A member union with one member of staff, who speaks for it in these tests."""
    made = factories.make_organisation(name, **fields)
    factories.make_staff(made)
    return made


def staff_of(organisation: Organisation) -> User:
    """The first who speaks for a union."""
    memberships = Membership.objects.filter(organisation=organisation, role=Role.UNION_STAFF)
    return memberships.select_related("user").order_by("pk")[0].user


def draft(organisation: Organisation | None = None, *, at: datetime = NOW, **answers: Any) -> Exchange:
    """A whole exchange that nobody has posted."""
    organisation = organisation or union()
    return exchanges.start(organisation=organisation, by=staff_of(organisation), at=at, **(WHOLE | answers))


def posted(organisation: Organisation | None = None, *, at: datetime = NOW, **answers: Any) -> Exchange:
    """An open exchange."""
    exchange = draft(organisation, at=at, **answers)
    return exchanges.publish(exchange=exchange, by=staff_of(exchange.organisation), at=at)


def offer(
    exchange: Exchange, organisation: Organisation | None = None, *, at: datetime = NOW, **words: Any
) -> HostOffer:
    """An offer on these days, for four."""
    organisation = organisation or union(country="MX")
    said: dict[str, Any] = {"from_on": exchange.from_on, "until_on": exchange.until_on, "capacity": 4}
    said |= {"languages": ["es"], "language": "es"}
    by = staff_of(organisation)
    return host_offers.make(exchange=exchange, organisation=organisation, by=by, at=at, **(said | words))


def planned(*, at: datetime = NOW, host: Organisation | None = None, **answers: Any) -> Visit:
    """A visit that both unions have agreed on and not yet confirmed."""
    exchange = posted(at=at, **answers)
    return host_offers.accept(offer=offer(exchange, host, at=at), by=staff_of(exchange.organisation), at=at)


def confirmed(**options: Any) -> Visit:
    """A visit that takes place."""
    visit = planned(**options)
    for side in (visit.guest, visit.host):
        visit = visits.confirm(visit=visit, organisation=side, by=staff_of(side), at=NOW)
    return visit


def under_way() -> Visit:
    """A visit on its first day."""
    return visits.begin(visit=confirmed(), at=on(FIRST))


def completed() -> Visit:
    """A visit on the day after its last."""
    return visits.complete(visit=under_way(), at=on(LAST + timedelta(days=1)))


def reported(**options: Any) -> Visit:
    """A visit that both unions have reported on; nobody had a seat."""
    visit = visits.begin(visit=confirmed(**options), at=on(FIRST))
    visit = visits.complete(visit=visit, at=on(LAST + timedelta(days=1)))
    for side in (visit.guest, visit.host):
        union_reports(visit, side)
    visit.refresh_from_db()
    return visit


def union_reports(
    visit: Visit, side: Organisation, at: datetime | None = None, text: str = "We meet again in spring."
) -> None:
    """Let one of the two unions report."""
    words: dict[str, Any] = {"text": text, "language": "en", "results": ["relationship"]}
    at = at or on(LAST + timedelta(days=2))
    reports.report(visit=visit, organisation=side, by=staff_of(side), at=at, **words)


def seat(visit: Visit, person: User | None = None, **options: Any) -> Participant:
    """A seat of the guests, with somebody on it where a person is given."""
    side = options.pop("organisation", visit.guest)
    role = options.pop("role", "worker")
    what: dict[str, Any] = {"visit": visit, "organisation": side, "role": role, "by": staff_of(side), "at": NOW}
    if person is None:
        return participants.add(**what, **options)
    return participants.add_member(**what, handle=person.handle)


def item(visit: Visit, day: date | None = None, **answers: Any) -> Any:
    """Two hours on a picket line."""
    starts = on(day or visit.from_on)
    said: dict[str, Any] = {"kind": "picket_line", "starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    said |= {"time_zone": "America/Mexico_City", "language": "en", "place": "Gate 4", "notes": "Bring water."}
    return itinerary_items.add(visit=visit, by=staff_of(visit.host), at=NOW, **(said | answers))


def on(day: date) -> datetime:
    """Nine o'clock UTC of a day."""
    return NOW.replace(year=day.year, month=day.month, day=day.day)
