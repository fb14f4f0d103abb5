"""Fan-out: one row for each recipient, even for those who cannot be told."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.eligibility import Look
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.news import asked
from unions.models import Announcement, Recipient, Unsubscription, User

News = Callable[..., Announcement]


def rows() -> set[tuple[str, str]]:
    """Return the states of all rows with their reasons."""
    return set(AlertDelivery.objects.values_list("state", "reason"))


def test_somebody_without_an_address_gets_a_row_that_says_so(call: News) -> None:
    write_next_chunk(call(email=None).pk)
    assert rows() == {("suppressed", "no_address")}


def test_news_that_concerns_nobody_any_more_is_finished(call: News) -> None:
    announcement = call()
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    assert write_next_chunk(announcement.pk) is False
    announcement.refresh_from_db()
    assert (rows(), announcement.fanned_out_at is None) == (set(), False)


def test_somebody_who_never_confirmed_the_address_gets_no_mail_there(call: News) -> None:
    announcement = call()
    EmailAddress.objects.update(verified=False)
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "not_confirmed")}


def test_somebody_suspended_gets_a_row_that_says_so(call: News) -> None:
    announcement = call()
    Recipient.objects.update(suspended_at=timezone.now())
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "suspended")}


def test_somebody_who_left_gets_a_row_that_says_so(call: News) -> None:
    announcement = call()
    User.objects.update(is_active=False)
    write_next_chunk(announcement.pk)
    assert rows() == {("suppressed", "gone")}


@pytest.mark.parametrize(("ended", "state"), [("request_addressed", "suppressed"), ("", "waiting")])
def test_an_addressed_call_is_stopped_by_its_own_unsubscription_alone(call: News, ended: str, state: str) -> None:
    announcement = call()
    Unsubscription.objects.create(recipient=Recipient.objects.get(), kind=ended, at=timezone.now())
    write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.get().state == state


def test_fan_out_goes_on_where_it_stopped(call: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.alerts.audience.CHUNK", 2)
    announcement = call(staff=5)
    assert write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.count() == 2
    while write_next_chunk(announcement.pk):
        pass
    assert AlertDelivery.objects.count() == 5


def test_whoever_joins_after_the_wave_has_opened_is_not_of_it(call: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.alerts.audience.CHUNK", 1)
    announcement = call()
    write_next_chunk(announcement.pk)
    factories.make_staff(asked(announcement).addressees.get().organisation)
    while write_next_chunk(announcement.pk):
        pass
    assert AlertDelivery.objects.count() == 1


def test_fan_out_costs_the_same_queries_for_many_as_for_one(call: News) -> None:
    one, many = call(staff=1), call(staff=6)
    counts = []
    for announcement in (one, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            write_next_chunk(announcement.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_batch_is_looked_at_with_the_same_queries_for_many_as_for_one(call: News) -> None:
    counts = []
    for announcement in (call(staff=1), call(staff=6)):
        write_next_chunk(announcement.pk)
        batch = claim(announcement.pk)
        with CaptureQueriesContext(connection) as queries:
            Look(announcement.pk, is_watched=True).again(batch, batch.rows)
        counts.append(len(queries))
    assert counts[0] == counts[1]
