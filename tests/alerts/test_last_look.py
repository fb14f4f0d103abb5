"""The last look: what changes between two sub-batches counts for the second."""

import itertools
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from solidarity.alerts import engine, sending
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.claims import claim
from solidarity.alerts.eligibility import Look
from solidarity.alerts.models import AlertDelivery
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.clock import let_time_pass
from tests.alerts.test_letters import part
from tests.smtp_server import SmtpServer
from unions.mail import Session
from unions.models import Announcement, Follow, Organisation, Recipient, Unsubscription, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
FOLLOWERS = 4


@pytest.fixture
def opened(news: News) -> Announcement:
    """News of a request that four people follow, of whom two are told at once."""
    solidarity_request = factories.make_request()
    for _number in range(FOLLOWERS):
        Follow.objects.create(user=factories.make_user(), country="BD", since=factories.NOW)
    return news("request_opened", solidarity_request)


def unsubscribe_all() -> None:
    for recipient in Recipient.objects.all():
        Unsubscription.objects.create(recipient=recipient, kind="request_opened", at=timezone.now())


CHANGES: list[tuple[Callable[[], Any], str]] = [
    (unsubscribe_all, "unsubscribed"),
    (lambda: User.objects.update(erased_at=timezone.now(), is_active=False), "gone"),
    (lambda: Recipient.objects.update(suspended_at=timezone.now()), "suspended"),
    (lambda: SolidarityRequest.objects.update(visibility="network"), "no_longer_concerned"),
    (lambda: SolidarityRequest.objects.update(state="paused"), "no_longer_concerned"),
    (lambda: Organisation.objects.update(state="suspended"), "no_longer_concerned"),
    (lambda: Follow.objects.all().delete(), "no_longer_concerned"),
]


def between(monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any]) -> None:
    """Let something change when the first two copies have been handed over."""
    hand_over = Session.hand_over_all

    def and_then(session: Session, *copies: Any) -> Any:
        replies = hand_over(session, *copies)
        if not AlertDelivery.objects.exclude(state="waiting").exists():
            change()
        return replies

    monkeypatch.setattr(sending, "AT_ONCE", 2)
    monkeypatch.setattr(Session, "hand_over_all", and_then)


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_what_changes_counts_for_the_next_copies(
    opened: Announcement, monkeypatch: pytest.MonkeyPatch, change: Callable[[], Any], reason: str
) -> None:
    between(monkeypatch, change)
    engine.run()
    states = AlertDelivery.objects.order_by("recipient").values_list("state", "reason")
    assert list(states) == [("sent", "")] * 2 + [("suppressed", reason)] * 2


def test_a_name_that_is_hidden_meanwhile_stands_in_no_more_mails(
    call: News, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    union = factories.make_organisation("Needle Union")
    call(staff=4, asks=factories.make_request(union))
    between(monkeypatch, lambda: SolidarityRequest.objects.update(visibility="network", wanted_visibility="network"))
    engine.run()
    assert ["Needle" in part(letter, "plain") for letter in letters()] == [True, True, False, False]


def test_news_cancelled_meanwhile_reaches_nobody_more(opened: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    between(monkeypatch, lambda: Announcement.objects.update(cancelled_at=timezone.now()))
    engine.run()
    assert sorted(AlertDelivery.objects.values_list("state", flat=True)) == ["cancelled"] * 2 + ["sent"] * 2


def test_while_what_decides_never_rests_nobody_is_told_by_what_was_read_before(
    opened: Announcement, monkeypatch: pytest.MonkeyPatch, smtp_server: SmtpServer
) -> None:
    ask, seen = Look._ask, itertools.cycle(["network", "public"])

    def change_and_ask(*looked: Any) -> Any:
        SolidarityRequest.objects.update(visibility=next(seen))
        return ask(*looked)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sending, "AT_ONCE", 2)
        meanwhile.setattr(Look, "_ask", change_and_ask)
        engine.run()
    rows = AlertDelivery.objects.order_by("recipient").values_list("state", "attempts")
    assert list(rows) == [("waiting", 1)] * 4 and not smtp_server.messages
    SolidarityRequest.objects.update(visibility="public")
    let_time_pass()
    engine.run()
    assert set(AlertDelivery.objects.values_list("state", flat=True)) == {"sent"}


def test_looking_again_takes_one_statement(opened: Announcement) -> None:
    write_next_chunk(opened.pk)
    batch = claim(opened.pk)
    look = Look(opened.pk, is_watched=True)
    look.again(batch, batch.rows[:2])
    with CaptureQueriesContext(connection) as queries:
        look.again(batch, batch.rows[2:])
    assert len(queries) == 1


def test_what_was_sent_is_recorded_by_the_next_look(opened: Announcement) -> None:
    write_next_chunk(opened.pk)
    batch = claim(opened.pk)
    batch.sent = [batch.rows[0].recipient_id]
    Look(opened.pk, is_watched=True).again(batch, batch.rows[1:])
    assert batch.sent == [] and AlertDelivery.objects.filter(state="sent").count() == 1


def test_two_readers_more_cost_one_statement_more(news: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 2)
    counts = []
    for followers in (6, 10):
        union = factories.make_organisation()
        for _number in range(followers):
            Follow.objects.create(user=factories.make_user(), organisation=union, since=factories.NOW)
        write_next_chunk(news("request_opened", factories.make_request(union)).pk)
        with CaptureQueriesContext(connection) as queries:
            engine.run()
        counts.append(len(queries))
    assert counts[1] - counts[0] == 2
