"""Seats: free ones, given ones, claimed ones; nobody's name is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from exchanges.actions import participants, reports, visits
from exchanges.models import Participant
from tests import factories
from tests.exchanges import meeting
from tests.factories import NOW
from unions.choices import MembershipState
from unions.models import Membership


def link_to(seat: Participant) -> str:
    """Return the token of a new link to a seat."""
    return participants.make_link(participant=seat, by=meeting.staff_of(seat.organisation), at=NOW).token


def test_a_union_keeps_seats_by_role_and_number() -> None:
    seat = meeting.seat(meeting.planned(), count=3)
    assert (seat.role, seat.count, seat.user) == ("worker", 3, None)


def test_only_the_two_unions_give_seats_and_only_before_it_is_closed() -> None:
    visit = meeting.planned()
    with pytest.raises(participants.NotOfThisVisit):
        meeting.seat(visit, organisation=meeting.union())
    cancelled = visits.cancel(visit=visit, reason="visa", by=meeting.staff_of(visit.host), at=NOW)
    with pytest.raises(participants.Over):
        meeting.seat(cancelled)


def test_a_verified_member_is_given_a_seat_once() -> None:
    visit = meeting.planned()
    member = factories.make_member(visit.guest)
    assert meeting.seat(visit, member).user == member
    with pytest.raises(participants.AlreadyThere):
        meeting.seat(visit, member)


def test_somebody_elses_member_and_nobody_are_refused_in_the_same_words() -> None:
    visit = meeting.planned()
    lapsed = factories.make_member(visit.guest)
    Membership.objects.filter(user=lapsed).update(state=MembershipState.LAPSED)
    words = set()
    for handle in (factories.make_member(visit.host).handle, lapsed.handle, "nobody"):
        with pytest.raises(participants.NoSuchMember) as refused:
            participants.add_member(
                visit=visit, organisation=visit.guest, role="worker", handle=handle, by=meeting.staff_of(visit.guest),
                at=NOW,
            )  # fmt: skip
        words.add(str(refused.value.message))
    assert len(words) == 1
    assert not Participant.objects.exists()


def test_a_link_seats_one_person_once() -> None:
    seat = meeting.seat(meeting.planned())
    token, person = link_to(seat), factories.make_user()
    assert participants.claim(token=token, by=person, at=NOW).user == person
    with pytest.raises(participants.NotValid):
        participants.claim(token=token, by=factories.make_user(), at=NOW)


def test_a_link_dies_after_a_fortnight_and_when_there_is_a_newer_one() -> None:
    seat = meeting.seat(meeting.planned())
    old, new = link_to(seat), link_to(seat)
    for token, at in ((old, NOW), (new, NOW + timedelta(days=15)), ("", NOW)):
        with pytest.raises(participants.NotValid):
            participants.claim(token=token, by=factories.make_user(), at=at)


def test_who_sits_on_the_visit_already_takes_no_second_seat() -> None:
    visit = meeting.planned()
    member = factories.make_member(visit.guest)
    meeting.seat(visit, member)
    with pytest.raises(participants.AlreadyThere):
        participants.claim(token=link_to(meeting.seat(visit)), by=member, at=NOW)


def test_a_link_is_for_one_free_seat() -> None:
    visit = meeting.planned()
    taken = meeting.seat(visit, factories.make_member(visit.guest))
    for seat in (taken, meeting.seat(visit, count=2)):
        with pytest.raises(participants.Taken):
            link_to(seat)


def test_a_person_says_what_others_may_see_and_whom_to_call() -> None:
    visit = meeting.planned()
    member = factories.make_member(visit.guest)
    seat = meeting.seat(visit, member)
    assert (seat.shows_handle, seat.photo_consent) == (False, False)
    participants.settle_in(participant=seat, by=member, at=NOW, emergency_contact="My sister, 555", photo_consent=True)
    seat.refresh_from_db()
    assert (seat.emergency_contact, seat.photo_consent) == ("My sister, 555", True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT emergency_contact FROM exchanges_participant WHERE id = %s", [seat.pk])
        assert "sister" not in cursor.fetchone()[0]


def test_a_seat_goes_away_unless_its_report_is_written() -> None:
    visit = meeting.under_way()
    member = factories.make_member(visit.guest)
    seat, free = meeting.seat(visit, member), meeting.seat(visit)
    by: dict[str, Any] = {"by": meeting.staff_of(visit.guest), "at": NOW}
    participants.remove(participant=free, **by)
    tell(seat)
    with pytest.raises(participants.Taken):
        participants.remove(participant=seat, **by)
    assert Participant.objects.get() == seat


def tell(seat: Participant) -> None:
    """Let who sits there report."""
    words = {"learned": "Much", "take_home": "More", "language": "en"}
    reports.tell(participant=seat, by=seat.user, at=meeting.on(meeting.FIRST), **words)


@pytest.mark.parametrize(
    "broken",
    [{"count": 0}, {"token_hash": "x" * 64}, {"count": 2, "token_hash": "x" * 64, "token_expires_at": NOW}],
    ids=str,
)
def test_the_database_keeps_a_seat_whole(broken: dict[str, Any]) -> None:
    seat = meeting.seat(meeting.planned())
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=seat.pk).update(**broken)


def test_a_person_is_one_person() -> None:
    visit = meeting.planned()
    seat = meeting.seat(visit, factories.make_member(visit.guest))
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=seat.pk).update(count=2)
