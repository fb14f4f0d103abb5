"""How a request ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from solidarity.actions import closings, pledges
from solidarity.choices import MembersKnew, Outcome, PledgeState, RequestState
from solidarity.models import ClosingReport, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW, TODAY
from unions.models import Announcement, AuditEvent
from unions.validators import Refused


def close(solidarity_request: SolidarityRequest, **options: Any) -> ClosingReport:
    """The three answers of a union that won."""
    answers: dict[str, Any] = {
        "outcome": Outcome.WON,
        "members_knew": MembersKnew.YES,
        "lifted": 5,
        "what_helped": ["protest_letter"],
        "thanks": "Thank you all",
        "language": "en",
        "by": factories.make_user(),
        "at": NOW,
    }
    return closings.close(solidarity_request=solidarity_request, **(answers | options))


def run_out(**fields: Any) -> SolidarityRequest:
    """A request whose last day was fifteen days ago."""
    return factories.make_request(closes_on=TODAY - timedelta(days=15), **fields)


def test_a_request_closes_with_its_three_answers() -> None:
    report = close(factories.make_request())
    request = SolidarityRequest.objects.get()
    assert (request.state, request.outcome, request.closed_at) == (RequestState.CLOSED, Outcome.WON, NOW)
    assert (report.members_knew, report.lifted, report.what_helped) == ("yes", 5, ["protest_letter"])
    line = AuditEvent.objects.get(action="request_closed")
    assert (line.from_state, line.to_state, line.reason) == ("open", "closed", "won")


def test_open_pledges_are_released_and_everybody_is_told() -> None:
    request = factories.make_request()
    pledges.make(need=request.needs.get(), quantity=1, by=factories.make_user(), at=NOW)
    close(request)
    assert Pledge.objects.get().state == PledgeState.RELEASED
    assert Announcement.objects.get(kind="request_closed").object_id == request.pk


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": Outcome.UNREPORTED}, "outcome"),
        ({"members_knew": ""}, "members_knew"),
        ({"lifted": 0}, "lifted"),
        ({"lifted": 6}, "lifted"),
        ({"what_helped": ["dancing"]}, "what_helped"),
        ({"thanks": "x" * 1001}, "thanks"),
    ],
)
def test_without_one_of_the_answers_it_stays_open(answers: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        close(factories.make_request(), **answers)
    assert refusal.value.field == field
    assert SolidarityRequest.objects.get().state == RequestState.OPEN


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.TAKEN_DOWN])
def test_what_is_not_live_does_not_close(state: str) -> None:
    with pytest.raises(closings.NotToBeClosed):
        close(factories.make_request(state=state))


def test_it_closes_once() -> None:
    request = factories.make_request()
    close(request)
    with pytest.raises(closings.NotToBeClosed):
        close(request, outcome=Outcome.LOST)


def test_fourteen_days_after_its_last_day_it_closes_unreported() -> None:
    request = run_out()
    closings.close_unreported(solidarity_request=request, at=NOW)
    closed = SolidarityRequest.objects.get()
    assert (closed.state, closed.outcome) == (RequestState.CLOSED, Outcome.UNREPORTED)
    assert AuditEvent.objects.get(action="request_closed").actor is None


def test_until_then_it_waits_for_the_report() -> None:
    request = factories.make_request(closes_on=TODAY - timedelta(days=14))
    assert list(SolidarityRequest.objects.to_report(TODAY)) == [request]
    with pytest.raises(closings.NotToBeClosed):
        closings.close_unreported(solidarity_request=request, at=NOW)


def test_a_late_report_is_welcome_and_told() -> None:
    request = run_out()
    closings.close_unreported(solidarity_request=request, at=NOW)
    close(request, outcome=Outcome.PARTLY, at=NOW + timedelta(days=3))
    closed = SolidarityRequest.objects.get()
    assert (closed.outcome, closed.closed_at) == (Outcome.PARTLY, NOW)
    assert Announcement.objects.filter(kind="request_closed").count() == 2


@pytest.mark.parametrize("lifted", [0, 6])
def test_the_database_knows_five_steps(lifted: int) -> None:
    close(factories.make_request())
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingReport.objects.update(lifted=lifted)


def test_the_database_keeps_an_outcome_for_closed_requests_alone() -> None:
    factories.make_request()
    with pytest.raises(IntegrityError), transaction.atomic():
        SolidarityRequest.objects.update(outcome=Outcome.WON)
