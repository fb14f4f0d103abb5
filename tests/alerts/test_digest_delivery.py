"""Digests on their way: refused, cut, killed, side by side; every row has its end, and nobody a second mail."""

import threading
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from deploy.local.ports import any_free
from solidarity.actions.incoming_mails import take
from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.digests import sending
from solidarity.alerts.digests.claims import claim_digests
from solidarity.alerts.digests.gathering import look_over
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.clock import end_leases, let_time_pass, let_time_pass_to_the_digest
from tests.alerts.gathering import gathering, message_id, states
from tests.alerts.servers import MoodyServer, start_worker
from tests.alerts.test_sending import refuse
from tests.queries import queries_of
from tests.smtp_server import SmtpServer
from tests.unions.incoming_mails import bounced, complained
from unions.actions.unsubscriptions import EVERYTHING
from unions.mail import returned
from unions.models import Announcement, Recipient, Unsubscription, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
Opened = Callable[..., list[Announcement]]


def test_a_digest_refused_for_now_goes_again_and_is_told_once(
    follower: User, open_requests: Opened, smtp_server: SmtpServer, letters: Letters
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    refuse(smtp_server, "451 Greylisted")
    engine.run()
    assert states() == {("waiting", "")} and set(AlertDelivery.objects.values_list("attempts", flat=True)) == {1}
    smtp_server.replies.clear()
    engine.run()
    assert letters() == []
    let_time_pass()
    engine.run()
    assert len(letters()) == 1 and states() == {("sent", "")}


@pytest.mark.usefixtures("follower")
def test_a_digest_refused_eight_times_is_given_up(open_requests: Opened, smtp_server: SmtpServer) -> None:
    open_requests(2)
    refuse(smtp_server, "451 Greylisted")
    let_time_pass_to_the_digest()
    for _attempt in range(8):
        engine.run()
        let_time_pass()
    assert states() == {("failed", "dead_letter")}


def test_an_address_that_does_not_exist_is_suspended(
    follower: User, open_requests: Opened, smtp_server: SmtpServer
) -> None:
    open_requests(2)
    refuse(smtp_server, "550 No such box")
    let_time_pass_to_the_digest()
    engine.run()
    follower.recipient.refresh_from_db()
    assert states() == {("failed", "refused_550")} and follower.recipient.suspended_at


@pytest.fixture
def way_back(follower: User, open_requests: Opened, smtp_server: SmtpServer) -> str:
    """The envelope sender of a digest that the follower was sent."""
    announcements = open_requests(2)
    let_time_pass_to_the_digest()
    engine.run()
    ((sender, _to, _message),) = smtp_server.messages
    assert returned(sender) == (max(each.pk for each in announcements), follower.recipient.pk, True)
    return sender


def test_a_digest_that_comes_back_suspends_its_address(follower: User, way_back: str) -> None:
    assert take(bounced(way_back, status="5.2.2"), at=timezone.now()).value == "bounce"
    follower.recipient.refresh_from_db()
    assert follower.recipient.suspended_at is None
    assert take(bounced(way_back), at=timezone.now()).value == "bounce"
    follower.recipient.refresh_from_db()
    assert follower.recipient.suspended_reason == "bounced_5.1.1"


def test_who_complains_of_a_digest_ends_all_that_it_gathers(follower: User, way_back: str) -> None:
    assert take(complained(way_back, way_back), at=timezone.now()).value == "complaint"
    assert Unsubscription.objects.get(recipient=follower.recipient).kind == EVERYTHING


@pytest.mark.usefixtures("follower")
def test_what_may_have_arrived_goes_again_as_the_very_same_mail(
    open_requests: Opened, moody_server: MoodyServer
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    moody_server.cuts = {1}
    engine.run()
    assert states() == {("waiting", "")}
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    first, again, other = [message for _from, _to, message in moody_server.messages]
    assert message_id(first) == message_id(again) != message_id(other)
    assert states() == {("sent", "")}


@pytest.mark.usefixtures("follower")
def test_so_it_does_though_it_was_put_off_meanwhile(open_requests: Opened, moody_server: MoodyServer) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    moody_server.cuts = {1}
    engine.run()
    moody_server.data_replies = ["451 Greylisted"]
    let_time_pass()
    engine.run()
    assert set(AlertDelivery.objects.values_list("state", "attempts", "lease_expiries")) == {("waiting", 2, 1)}
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    first, again, other = [message for _from, _to, message in moody_server.messages]
    assert message_id(first) == message_id(again) != message_id(other)
    assert set(AlertDelivery.objects.values_list("state", "lease_expiries")) == {("sent", 1), ("sent", 0)}


@pytest.mark.usefixtures("follower")
def test_without_a_mail_server_nothing_is_lost_and_no_attempt_counts(
    open_requests: Opened, settings: Settings, smtp_server: SmtpServer
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    settings.EMAIL_PORT = any_free()
    engine.run()
    rows = AlertDelivery.objects.values_list("state", "attempts", "lease")
    assert set(rows) == {("waiting", 0, None)}
    settings.EMAIL_PORT = smtp_server.port
    let_time_pass()
    engine.run()
    assert states() == {("sent", "")} and len(smtp_server.messages) == 1


@pytest.mark.usefixtures("follower")
def test_news_that_cannot_be_written_holds_up_no_other(
    open_requests: Opened, letters: Letters, caplog: pytest.LogCaptureFixture
) -> None:
    poison, _good = open_requests(2)
    Announcement.objects.filter(pk=poison.pk).update(kind="of_a_room_that_left")
    let_time_pass_to_the_digest()
    engine.run()
    assert letters()[0]["Subject"] == "1 thing that you follow"
    assert states() == {("waiting", ""), ("sent", "")}
    assert f"announcement={poison.pk}" in caplog.text


@pytest.mark.usefixtures("follower")
def test_a_worker_that_was_held_up_hands_nothing_over(
    open_requests: Opened, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    monkeypatch.setattr(sending, "HAND_OVER_WITHIN", -1.0)
    engine.run(seconds=-1.0)
    assert letters() == []
    assert set(AlertDelivery.objects.values_list("state", "attempts", "lease")) == {("waiting", 0, None)}


def test_the_rows_of_one_recipient_stay_together(open_requests: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [gathering() for _number in range(3)]
    open_requests(2)
    let_time_pass_to_the_digest()
    monkeypatch.setattr("solidarity.alerts.digests.claims.BATCH", 2)
    first, second = claim_digests(), claim_digests()
    assert [len(digest.rows) for digest in first] == [2, 2] and [len(digest.rows) for digest in second] == [2]
    assert {digest.recipient_id for digest in first + second} == {person.recipient.pk for person in people}
    assert claim_digests() == []


@pytest.mark.usefixtures("follower")
def test_a_look_costs_the_same_queries_for_many_readers_as_for_one(open_requests: Opened) -> None:
    (announcement,) = open_requests(1)
    for _number in range(4):
        gathering()
    everybody = dict.fromkeys(Recipient.objects.values_list("pk", flat=True), "")
    costs = []
    for readers in ({min(everybody): ""}, everybody):
        fresh = Announcement.objects.get(pk=announcement.pk)
        costs.append(queries_of(lambda: look_over(fresh, readers)))  # noqa: B023
        assert len(look_over(fresh, readers).lines) == len(readers)
    assert costs[0] == costs[1]


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_repeats_one_digest_as_the_very_same_mail(news: News, moody_server: MoodyServer) -> None:
    people = [gathering() for _number in range(4)]
    for _number in range(2):
        write_next_chunk(news("request_opened", factories.make_request()).pk)
    let_time_pass_to_the_digest()
    worker = start_worker(moody_server)
    moody_server.kills = {2: worker.pid}
    assert worker.wait(timeout=60) == -9
    let_time_pass()
    engine.run()
    copies = [(to, message_id(message)) for _from, to, message in moody_server.messages]
    assert len(copies) == 5 and len(set(copies)) == len({to for to, _id in copies}) == len(people)
    assert states() == {("sent", "")}


@pytest.mark.django_db(transaction=True)
def test_nobody_gets_a_digest_four_times_whoever_dies(news: News, moody_server: MoodyServer) -> None:
    gathering()
    write_next_chunk(news("request_opened", factories.make_request()).pk)
    let_time_pass_to_the_digest()
    for death in range(3):
        worker = start_worker(moody_server)
        moody_server.kills = {death + 1: worker.pid}
        assert worker.wait(timeout=60) == -9
        let_time_pass()
    engine.run()
    assert len(moody_server.messages) == 3
    assert states() == {("failed", "uncertain")}


@pytest.mark.usefixtures("follower")
def test_a_digest_that_never_left_while_workers_died_is_sent_all_the_same(
    open_requests: Opened, letters: Letters
) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    for _death in range(4):
        assert claim_digests()
        end_leases()
    engine.run()
    assert len(letters()) == 1 and states() == {("sent", "")}


@pytest.mark.usefixtures("follower")
def test_the_last_try_of_a_digest_that_was_refused_for_now_goes_again(
    open_requests: Opened, smtp_server: SmtpServer, letters: Letters
) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    for _death in range(2):
        assert claim_digests()
        end_leases()
    refuse(smtp_server, "451 Greylisted")
    engine.run()
    assert states() == {("waiting", "")}
    smtp_server.replies.clear()
    let_time_pass()
    engine.run()
    assert len(letters()) == 1 and states() == {("sent", "")}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_to_nobody_twice(news: News, smtp_server: SmtpServer) -> None:
    people = [gathering() for _number in range(6)]
    for _number in range(3):
        write_next_chunk(news("request_opened", factories.make_request()).pk)
    let_time_pass_to_the_digest()
    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    told = sorted(to for _from, to, _message in smtp_server.messages)
    assert told == sorted(str(person.email) for person in people)


def work() -> None:
    """Run the engine once on a connection of its own."""
    try:
        engine.run()
    finally:
        connection.close()
