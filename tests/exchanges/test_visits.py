"""A visit from the plan to the last report."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from exchanges.actions import itinerary_items, reports, visits
from exchanges.choices import ExchangeState, VisitState
from exchanges.models import ItineraryItem, Visit
from exchanges.queries import crew_of, reports_missing
from tests import factories
from tests.exchanges import meeting
from tests.exchanges.meeting import FIRST, LAST, on, staff_of
from tests.factories import NOW
from unions.models import Announcement

AFTER = on(LAST + timedelta(days=2))


def by_host(visit: Visit) -> dict[str, Any]:
    """Who acts for the host, and when."""
    return {"visit": visit, "by": staff_of(visit.host), "at": NOW}


def test_it_is_confirmed_by_the_second_yes_and_then_told() -> None:
    visit = meeting.planned()
    visit = visits.confirm(visit=visit, organisation=visit.guest, by=staff_of(visit.guest), at=NOW)
    assert (visit.state, Announcement.objects.filter(kind="visit_changed").count()) == (VisitState.PLANNED, 0)
    visit = visits.confirm(**by_host(visit), organisation=visit.host)
    assert (visit.state, Announcement.objects.filter(kind="visit_changed").count()) == (VisitState.CONFIRMED, 1)


def test_a_union_confirms_once_and_only_its_own_visits() -> None:
    visit = meeting.planned()
    visits.confirm(**by_host(visit), organisation=visit.host)
    for union in (visit.host, meeting.union()):
        with pytest.raises(visits.IllegalMove):
            visits.confirm(**by_host(visit), organisation=union)


def test_days_that_are_over_are_not_confirmed() -> None:
    visit = meeting.planned()
    with pytest.raises(visits.IllegalMove, match="over"):
        visits.confirm(visit=visit, organisation=visit.host, by=staff_of(visit.host), at=AFTER)


def test_the_plan_is_kept_and_a_visit_that_is_over_is_not_planned() -> None:
    visit = visits.plan(**by_host(meeting.planned()), safety_plan="Call the office.", interpreting="host")
    visit.refresh_from_db()
    assert (visit.safety_plan, visit.interpreting) == ("Call the office.", "host")
    with pytest.raises(visits.IllegalMove):
        visits.plan(**by_host(meeting.completed()), safety_plan="Too late")


def test_a_postponed_visit_is_confirmed_anew() -> None:
    visit = meeting.confirmed()
    new = {"from_on": FIRST + timedelta(days=30), "until_on": LAST + timedelta(days=30)}
    visit = visits.postpone(**by_host(visit), **new, reason="visa")
    assert (visit.state, visit.guest_confirmed_at, visit.host_confirmed_at) == (VisitState.POSTPONED, None, None)
    for side in (visit.guest, visit.host):
        visit = visits.confirm(visit=visit, organisation=side, by=staff_of(side), at=NOW)
    assert visit.state == VisitState.CONFIRMED
    assert Announcement.objects.filter(kind="visit_changed").count() == 3


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": LAST, "until_on": FIRST}, "until_on"),
        ({"from_on": NOW.date() - timedelta(days=1), "until_on": LAST}, "from_on"),
    ],
)
def test_new_days_follow_each_other_and_are_not_over(days: dict[str, Any], field: str) -> None:
    with pytest.raises(visits.WrongDays) as refused:
        visits.postpone(**by_host(meeting.planned()), **days, reason="visa")
    assert refused.value.field == field


def test_a_change_has_a_reason() -> None:
    visit = meeting.planned()
    with pytest.raises(visits.ReasonMissing):
        visits.cancel(**by_host(visit), reason="because")
    with pytest.raises(visits.ReasonMissing):
        visits.postpone(**by_host(visit), from_on=FIRST, until_on=LAST, reason="")


def test_calling_it_off_ends_the_exchange_and_is_told() -> None:
    visit = visits.cancel(**by_host(meeting.confirmed()), reason="safety")
    visit.exchange.refresh_from_db()
    assert (visit.state, visit.exchange.state) == (VisitState.CANCELLED, ExchangeState.ENDED)
    latest = Announcement.objects.filter(kind="visit_changed").latest("wave")
    assert (latest.wave, latest.cancelled_at) == (2, None)
    for act in (visits.cancel, visits.postpone):
        days = {"from_on": FIRST, "until_on": LAST} if act is visits.postpone else {}
        with pytest.raises(visits.IllegalMove):
            act(**by_host(visit), reason="safety", **days)


def test_it_begins_on_its_first_day_and_ends_after_its_last() -> None:
    visit = meeting.confirmed()
    with pytest.raises(visits.IllegalMove):
        visits.begin(visit=visit, at=on(FIRST - timedelta(days=1)))
    visit = visits.begin(visit=visit, at=on(FIRST))
    with pytest.raises(visits.IllegalMove):
        visits.complete(visit=visit, at=on(LAST))
    assert visits.complete(visit=visit, at=on(LAST + timedelta(days=1))).state == VisitState.COMPLETED


def test_a_visit_that_nobody_confirmed_does_not_begin() -> None:
    with pytest.raises(visits.IllegalMove):
        visits.begin(visit=meeting.planned(), at=on(FIRST))


def test_it_is_reported_once_both_unions_and_all_participants_have() -> None:
    visit = meeting.under_way()
    member = factories.make_member(visit.guest)
    seat = meeting.seat(visit, member)
    visit = visits.complete(visit=visit, at=on(LAST + timedelta(days=1)))
    for side in (visit.guest, visit.host):
        meeting.union_reports(visit, side)
    visit.refresh_from_db()
    assert (visit.state, reports_missing(visit)) == (VisitState.COMPLETED, 1)
    words = {"learned": "Much", "take_home": "More", "language": "en"}
    reports.tell(participant=seat, by=member, at=AFTER, **words)
    visit.refresh_from_db()
    visit.exchange.refresh_from_db()
    assert (visit.state, visit.exchange.state) == (VisitState.REPORTED, ExchangeState.ENDED)


def test_reports_that_came_early_close_it_on_the_day_after() -> None:
    visit = meeting.under_way()
    for side in (visit.guest, visit.host):
        meeting.union_reports(visit, side, at=on(LAST))
    assert visits.complete(visit=visit, at=on(LAST + timedelta(days=1))).state == VisitState.REPORTED


def test_an_interpreter_owes_no_report() -> None:
    visit = meeting.under_way()
    meeting.seat(visit, role="interpreter")
    meeting.seat(visit, count=3)
    assert reports_missing(visit) == 3


def test_a_missing_report_is_waived_with_a_reason_once_both_unions_have_reported() -> None:
    visit = meeting.under_way()
    meeting.seat(visit, count=3)
    visit = visits.complete(visit=visit, at=on(LAST + timedelta(days=1)))
    waiving: dict[str, Any] = {"visit": visit, "by": staff_of(visit.host), "at": AFTER}
    with pytest.raises(visits.IllegalMove, match="both unions"):
        visits.waive(**waiving, reason="They moved on.")
    for side in (visit.guest, visit.host):
        meeting.union_reports(visit, side)
    for reason in (" ", "x" * 301):
        with pytest.raises(visits.ReasonMissing):
            visits.waive(**waiving, reason=reason)
    assert visits.waive(**waiving, reason="They moved on.").state == VisitState.REPORTED
    with pytest.raises(visits.IllegalMove):
        visits.waive(**waiving, reason="Again")


@pytest.mark.parametrize(
    "broken",
    [
        {"until_on": FIRST - timedelta(days=1)},
        {"state": "confirmed"},
        {"state": "reported"},
        {"state": "cancelled"},
        {"state": "postponed"},
    ],
    ids=str,
)
def test_the_database_keeps_a_visit_whole(broken: dict[str, Any]) -> None:
    visit = meeting.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**broken)


def test_nobody_visits_themselves() -> None:
    visit = meeting.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(host=visit.guest)


def test_the_share_of_the_rank_and_file_counts_guests_but_not_interpreters() -> None:
    visit = meeting.planned()
    assert not crew_of(visit).is_rank_and_file
    meeting.seat(visit, count=2)
    meeting.seat(visit, role="officer", count=2)
    meeting.seat(visit, role="interpreter")
    meeting.seat(visit, organisation=visit.host, role="officer", count=9)
    crew = crew_of(visit)
    assert (crew.people, crew.workers, crew.share, crew.is_rank_and_file) == (4, 2, 0.5, True)


class TestAgenda:
    def test_a_line_is_added_changed_and_removed(self) -> None:
        item = meeting.item(meeting.planned())
        by = {"by": staff_of(item.visit.host), "at": NOW}
        itinerary_items.change(item=item, **by, kind="radio", is_public=True)
        item.refresh_from_db()
        assert (item.kind, item.is_public, item.place) == ("radio", True, "Gate 4")
        itinerary_items.remove(item=item, **by)
        assert not ItineraryItem.objects.exists()

    def test_people_travel_a_day_before_and_after_and_no_more(self) -> None:
        visit = meeting.planned()
        meeting.item(visit, FIRST - timedelta(days=1), kind="travel")
        for day in (FIRST - timedelta(days=2), LAST + timedelta(days=2)):
            with pytest.raises(itinerary_items.WrongHours) as refused:
                meeting.item(visit, day)
            assert refused.value.field == "starts"

    def test_it_takes_time(self) -> None:
        visit = meeting.planned()
        with pytest.raises(itinerary_items.WrongHours):
            meeting.item(visit, ends_at=on(FIRST))
        item = meeting.item(visit)
        with pytest.raises(IntegrityError), transaction.atomic():
            ItineraryItem.objects.filter(pk=item.pk).update(ends_at=item.starts_at)

    def test_the_agenda_of_a_visit_that_is_over_stands(self) -> None:
        with pytest.raises(itinerary_items.Over):
            meeting.item(meeting.completed())
