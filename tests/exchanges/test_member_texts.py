"""What members write about exchanges and visits is reported where it stands, and hidden wherever it is shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.actions import reports, visits
from exchanges.choices import Visibility
from exchanges.models import ParticipantReport, Visit
from tests import factories
from tests.exchanges import meeting
from tests.unions.reporting import hide, report
from unions.choices import HIDDEN_TEXT
from unions.member_texts import member_texts
from unions.models import TextReport, User

SignIn = Callable[[User], Client]
NEEDLE = "Needle was seen at the gate"
pytestmark = pytest.mark.usefixtures("at_now")


def hidden(kind: str, subject: Any, text: str) -> TextReport:
    """The report by which this text was hidden."""
    return hide(report(subject, kind=kind, text=text), text=text)


def link(kind: str, public_id: str) -> str:
    """Where a text is reported."""
    return reverse("unions:text-report-create", args=[kind, public_id])


def assert_hidden(*pages: str) -> None:
    """Neither the text nor the sign in its place is shown; words for it are."""
    assert all(NEEDLE not in page and HIDDEN_TEXT not in page for page in pages)
    assert any("[hidden by the network]" in page for page in pages)


def reported() -> Visit:
    """A visit that everyone reads of: an item, reports, a promise and why one report lacks all say the needle."""
    visit = meeting.confirmed(visibility=Visibility.PUBLIC)
    meeting.item(visit, is_public=True, notes=NEEDLE)
    person = factories.make_member(visit.guest)
    seat = meeting.seat(visit, person)
    meeting.seat(visit)
    visits.begin(visit=visit, at=meeting.on(meeting.FIRST))
    at = meeting.on(meeting.LAST)
    words = {"learned": NEEDLE, "take_home": "We try it.", "language": "en", "may_be_shown": True}
    reports.tell(participant=seat, by=person, at=at, **words)
    promised = {"text": NEEDLE, "language": "en", "due_days": 30}
    reports.commit(visit=visit, organisation=visit.host, by=meeting.staff_of(visit.host), at=at, **promised)
    meeting.union_reports(visit, visit.guest, at=at)
    meeting.union_reports(visit, visit.host, at=at, text=NEEDLE)
    later = at + timedelta(days=1)
    visits.complete(visit=visit, at=later)
    return visits.waive(visit=visit, reason=NEEDLE, by=meeting.staff_of(visit.host), at=later)


def rows_of(visit: Visit) -> dict[str, tuple[Any, str, str]]:
    """Each kind's row of a reported visit, the id in its address, and which of its texts says the needle."""
    seat, item = visit.participants.get(report__isnull=False), visit.items.get()
    promise = visit.commitments.get()
    of_host = visit.reports.get(organisation=visit.host)
    return {
        "participant-report": (seat.report, seat.public_id, "learned"),
        "agenda-item": (item, item.public_id, "notes"),
        "commitment": (promise, promise.public_id, "text"),
        "union-report": (of_host, of_host.public_id, "text"),
        "visit": (visit, visit.public_id, "waiver_reason"),
    }


def test_an_exchange_links_to_its_report_for_everyone_who_sees_it() -> None:
    public = meeting.posted(visibility=Visibility.PUBLIC)
    page = Client().get(reverse("exchanges:exchange-detail", args=[public.public_id])).content.decode()
    assert link("exchange", public.public_id) in page
    assert Client().get(link("exchange", public.public_id)).status_code == 200
    assert Client().get(link("exchange", meeting.posted().public_id)).status_code == 404


@pytest.mark.parametrize("text", ["title", "why", "town"])
def test_a_hidden_text_of_an_exchange_is_shown_nowhere(text: str, signed_in: SignIn) -> None:
    exchange = meeting.posted(visibility=Visibility.PUBLIC, **{text: NEEDLE})
    offered = meeting.offer(exchange)
    hidden("exchange", exchange, text)
    pages = [
        Client().get(reverse("exchanges:exchange-detail", args=[exchange.public_id])),
        Client().get(reverse("exchanges:exchange-list")),
        Client().get(reverse("unions:organisation-detail", args=[exchange.organisation.slug])),
        signed_in(meeting.staff_of(offered.organisation)).get(reverse("exchanges:exchange-list")),
        signed_in(meeting.staff_of(exchange.organisation)).get(
            reverse("exchanges:offer-list", args=[exchange.public_id])
        ),
    ]
    assert_hidden(*(page.content.decode() for page in pages))


@pytest.mark.parametrize("text", ["words", "limits"])
def test_a_hidden_text_of_an_offer_is_shown_to_nobody(text: str, signed_in: SignIn) -> None:
    exchange = meeting.posted()
    offered = meeting.offer(exchange, **{text: NEEDLE})
    client = signed_in(meeting.staff_of(exchange.organisation))
    url = reverse("exchanges:offer-list", args=[exchange.public_id])
    assert link("offer", offered.public_id) in client.get(url).content.decode()
    hidden("offer", offered, text)
    assert_hidden(client.get(url).content.decode())


def test_an_offer_is_nothing_to_others_than_the_two_unions(signed_in: SignIn) -> None:
    exchange = meeting.posted()
    offered = meeting.offer(exchange, words="We have beds.")
    third = signed_in(meeting.staff_of(meeting.union()))
    assert third.get(link("offer", offered.public_id)).status_code == 404
    assert signed_in(meeting.staff_of(exchange.organisation)).get(link("offer", offered.public_id)).status_code == 200


def test_what_came_of_a_visit_is_reported_and_hidden() -> None:
    visit = reported()
    url = reverse("exchanges:visit-outcome", args=[visit.public_id])
    page = Client().get(url).content.decode()
    assert page.count(NEEDLE) == 5
    for kind, (subject, public_id, text) in rows_of(visit).items():
        assert link(kind, public_id) in page
        assert Client().get(link(kind, public_id)).status_code == 200
        hidden(kind, subject, text)
    assert_hidden(Client().get(url).content.decode())


def test_a_hidden_promise_stays_hidden_where_its_union_answers_for_it(signed_in: SignIn) -> None:
    visit = reported()
    promise = visit.commitments.get()
    hidden("commitment", promise, "text")
    url = reverse("exchanges:commitment-check", args=[promise.public_id])
    assert_hidden(signed_in(meeting.staff_of(visit.host)).get(url).content.decode())


def test_what_somebody_keeps_for_their_union_is_nothing_to_others() -> None:
    seat = reported().participants.get(report__isnull=False)
    ParticipantReport.objects.update(may_be_shown=False)
    assert Client().get(link("participant-report", seat.public_id)).status_code == 404
    known = member_texts("participant-report")
    assert known is not None
    assert known.found(seat.user, seat.public_id) == seat.report


def test_an_agenda_is_nothing_to_others_where_it_is_not_public() -> None:
    item = reported().items.get()
    assert Client().get(link("agenda-item", item.public_id)).status_code == 200
    type(item).objects.update(is_public=False)
    assert Client().get(link("agenda-item", item.public_id)).status_code == 404


def test_who_takes_something_home_is_its_author() -> None:
    visit = reported()
    seat = visit.participants.get(report__isnull=False)
    made = report(seat.report, kind="participant-report", text="learned")
    assert (made.author, made.organisation) == (seat.user, visit.guest)
