"""What comes due by itself in this room, and what is forgotten at night."""

from datetime import timedelta
from typing import Any

import time_machine

from exchanges import retention
from exchanges.actions import host_offers, participants, reports, visits
from exchanges.models import Commitment, Exchange, HostOffer, ItineraryItem, Participant, Visit
from solidarity import tasks
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import DEADLINE, FIRST, LAST, on, staff_of
from tests.factories import NOW
from unions.models import Announcement
from unions.retention import forget_everything_about

DAY = timedelta(days=1)


def tick_on(day: Any) -> None:
    """Let the clock tick twice on a day."""
    with time_machine.travel(on(day), tick=False):
        for _time in range(2):
            tasks.let_the_clock_tick()


def news(kind: str) -> int:
    """How much news of a kind there is."""
    return Announcement.objects.filter(kind=kind).count()


def test_an_exchange_expires_after_its_deadline() -> None:
    meeting.offer(meeting.posted())
    tick_on(DEADLINE)
    assert Exchange.objects.get().state == "open"
    tick_on(DEADLINE + DAY)
    assert (Exchange.objects.get().state, HostOffer.objects.get().state) == ("expired", "declined")
    assert news("offer_decided") == 1


def test_a_visit_begins_ends_and_is_asked_for_reports_thirty_days_later() -> None:
    meeting.confirmed()
    states = []
    for day in (FIRST - DAY, FIRST, LAST, LAST + DAY, LAST + 29 * DAY):
        tick_on(day)
        states.append(Visit.objects.get().state)
    assert states == ["confirmed", "under_way", "under_way", "completed", "completed"]
    assert news("report_due") == 0
    tick_on(LAST + 30 * DAY)
    assert news("report_due") == 1


def test_a_promise_is_asked_for_on_its_day() -> None:
    visit = meeting.reported()
    said: dict[str, Any] = {"text": "A speaker", "language": "en", "due_days": 90}
    reports.commit(visit=visit, organisation=visit.host, by=staff_of(visit.host), at=on(LAST + DAY), **said)
    tick_on(LAST + 89 * DAY)
    assert news("commitment_due") == 0
    tick_on(LAST + 90 * DAY)
    assert news("commitment_due") == 1
    assert Commitment.objects.get().asked_at == on(LAST + 90 * DAY)


def restricted() -> set[str]:
    """Return what is held that only a few may read."""
    seat, visit, item = Participant.objects.get(), Visit.objects.get(), ItineraryItem.objects.get()
    held = {
        "emergency contact": seat.emergency_contact,
        "safety plan": visit.safety_plan,
        "access needs": visit.exchange.access_needs,
        "town": visit.offer.place + visit.place,
        "place": item.place,
        "host contact": item.host_contact,
    }
    return {name for name, text in held.items() if text}


def full_visit() -> Visit:
    """A confirmed visit with everything that is kept for a month only."""
    exchange = meeting.posted(access_needs="A ramp")
    visit = host_offers.accept(
        offer=meeting.offer(exchange, place="Ciudad Juárez"), by=staff_of(exchange.organisation), at=NOW
    )
    meeting.item(visit, host_contact="The gate captain")
    member = factories.make_member(visit.guest)
    seat = meeting.seat(visit, member)
    participants.settle_in(participant=seat, by=member, at=NOW, emergency_contact="My sister")
    visits.plan(visit=visit, by=staff_of(visit.host), at=NOW, safety_plan="Stay together.", place="Ciudad Juárez")
    for side in (visit.guest, visit.host):
        visit = visits.confirm(visit=visit, organisation=side, by=staff_of(side), at=NOW)
    return visit


def test_what_a_few_may_read_is_forgotten_a_month_after_the_visit() -> None:
    visit = visits.begin(visit=full_visit(), at=on(FIRST))
    visits.complete(visit=visit, at=on(LAST + DAY))
    everything = restricted()
    assert len(everything) == 6
    retention.run(on(LAST + 30 * DAY))
    assert restricted() == everything
    ended = retention.run(on(LAST + 31 * DAY))
    assert restricted() == set()
    assert ended["forget_emergency_contacts"] == 1
    assert set(retention.run(on(LAST + 32 * DAY)).values()) == {0}


def test_a_month_after_it_was_called_off_too() -> None:
    visits.cancel(visit=full_visit(), reason="visa", by=meeting.staff_of(Visit.objects.get().host), at=NOW)
    retention.run(NOW + 31 * DAY)
    assert restricted() == set()


def test_links_that_nobody_used_are_forgotten() -> None:
    seat = meeting.seat(meeting.planned())
    participants.make_link(participant=seat, by=staff_of(seat.organisation), at=NOW)
    assert retention.run(NOW + 13 * DAY)["forget_dead_links"] == 0
    assert retention.run(NOW + 14 * DAY)["forget_dead_links"] == 1


def test_the_night_runs_these_rules() -> None:
    visit = full_visit()
    visits.cancel(visit=visit, reason="visa", by=staff_of(visit.host), at=NOW)
    with time_machine.travel(NOW + 31 * DAY, tick=False):
        tasks.tidy_up()
    assert restricted() == set()


def test_an_erased_person_leaves_a_seat_that_says_nothing_of_them() -> None:
    visit = meeting.under_way()
    member = factories.make_member(visit.guest)
    seat = meeting.seat(visit, member)
    participants.settle_in(participant=seat, by=member, at=NOW, emergency_contact="My sister", shows_handle=True)
    words = {"learned": "Much", "take_home": "More", "language": "en"}
    reports.tell(participant=seat, by=member, at=on(LAST), **words)
    forget_everything_about(member)
    seat.refresh_from_db()
    assert (seat.user, seat.emergency_contact, seat.shows_handle) == (None, "", False)
    assert seat.report.learned == "Much"
