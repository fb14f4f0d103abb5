"""Digests: one mail for all that somebody gathers, looked at again before it is written, and every row with an end."""

import threading
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from deploy.local.ports import any_free
from solidarity.actions import solidarity_requests
from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.digests import preview, sending
from solidarity.alerts.digests.claims import claim_digests
from solidarity.alerts.digests.gathering import look_over
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.servers import MoodyServer, start_worker
from tests.alerts.test_letters import part
from tests.alerts.test_sending import let_time_pass, refuse
from tests.queries import queries_of
from tests.smtp_server import SmtpServer
from unions.models import AlertChoice, Announcement, Follow, Organisation, Recipient, Unsubscription, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
FOLLOWER = "follower@example.org"


@pytest.fixture
def follower() -> User:
    """Somebody who follows Germany and wants it once a day."""
    return gathering(email=FOLLOWER, ui_language="en")


def gathering(frequency: str = "daily", **fields: Any) -> User:
    """Return somebody who follows the country of every request of these tests and gathers what comes."""
    user = factories.make_user(**fields)
    Follow.objects.create(user=user, country="BD", since=timezone.now())
    AlertChoice.objects.create(recipient=user.recipient, channel="mail", frequency=frequency)
    return user


@pytest.fixture
def open_requests(news: News) -> Callable[..., list[Announcement]]:
    """Return a function that opens so many requests, and writes the rows of all whom that concerns."""

    def open_some(count: int, **fields: Any) -> list[Announcement]:
        opened = [news("request_opened", factories.make_request(**fields)) for _number in range(count)]
        for announcement in opened:
            write_next_chunk(announcement.pk)
        return opened

    return open_some


Opened = Callable[..., list[Announcement]]


def states() -> set[tuple[str, str]]:
    """Return how the rows stand, with their reasons."""
    return set(AlertDelivery.objects.values_list("state", "reason"))


def test_nothing_leaves_before_its_hour(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(2)
    engine.run()
    assert letters() == [] and states() == {("waiting", "")}


@pytest.mark.usefixtures("follower")
def test_all_that_is_due_comes_in_one_mail(open_requests: Opened, letters: Letters) -> None:
    open_requests(3)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters(FOLLOWER)
    text = part(letter, "plain")
    assert letter["Subject"] == "3 things that you follow" and states() == {("sent", "")}
    for asked in SolidarityRequest.objects.select_related("organisation"):
        assert asked.organisation.name in text and f"/requests/{asked.public_id}/" in text
    assert text.count("Why this reached you: ") == 3


def let_time_pass_to_the_digest() -> None:
    """Let the hour of every digest come."""
    for _day in range(8):
        let_time_pass()


def test_only_the_urgent_lane_leaves_digests_alone(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run(only_urgent=True)
    assert letters() == []


def test_a_digest_has_one_recipient_and_the_head_of_our_mails(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert letter["To"] == FOLLOWER and not letter["Cc"] and not letter["Bcc"]
    assert letter["Content-Language"] == "en" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert follower.recipient.public_id in letter["List-Unsubscribe"]


def test_the_link_in_its_head_ends_all_mail_that_is_not_owed(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    path = "/" + letters()[0]["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert "No more mails at all" in Client().get(path).content.decode()
    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert [ended.kind for ended in Unsubscription.objects.filter(recipient=follower.recipient)] == [""]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_a_digest_is_in_the_language_of_its_reader(
    open_requests: Opened, letters: Letters, language: str, direction: str
) -> None:
    gathering(email=FOLLOWER, ui_language=language)
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert letter["Content-Language"] == language
    html = part(letter, "html")
    assert f'lang="{language}" dir="{direction}"' in html and f"/{language}/requests/" in html


def test_somebody_in_safe_mode_reads_only_that_requests_need_them(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    User.objects.filter(pk=follower.pk).update(safe_mode=True)
    open_requests(2)
    let_time_pass_to_the_digest()
    engine.run()
    words = str(letters()[0])
    assert "A request needs you" in words and "Why this reached you" not in words
    assert not any(each.name in words for each in Organisation.objects.all())


def test_a_request_for_the_network_is_told_without_names(open_requests: Opened, letters: Letters) -> None:
    reader = factories.make_member(factories.make_organisation(), email=FOLLOWER)
    Follow.objects.create(user=reader, country="BD", since=timezone.now())
    AlertChoice.objects.create(recipient=reader.recipient, channel="mail", frequency="daily")
    open_requests(1, visibility=Visibility.NETWORK)
    let_time_pass_to_the_digest()
    engine.run()
    text = part(letters()[0], "plain")
    assert "A union in Bangladesh asks for help" in text
    assert SolidarityRequest.objects.get().organisation.name not in text


@pytest.mark.usefixtures("follower")
def test_what_members_wrote_is_words_and_no_html(news: News, letters: Letters) -> None:
    asker = factories.make_organisation("<script>alert(1)</script> & Co")
    write_next_chunk(news("request_opened", factories.make_request(asker)).pk)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert "<script>alert(1)</script> & Co" in part(letter, "plain")
    assert "<script" not in part(letter, "html") and "&lt;script&gt;alert(1)" in part(letter, "html")


def narrow(announcement: Announcement) -> None:
    """Narrow the request of this news to the unions that are named."""
    SolidarityRequest.objects.filter(pk=announcement.object_id).update(visibility=Visibility.NAMED_ORGANISATIONS)


@pytest.mark.usefixtures("follower")
def test_what_was_narrowed_meanwhile_is_left_out(open_requests: Opened, letters: Letters) -> None:
    narrowed, _open = open_requests(2)
    let_time_pass_to_the_digest()
    narrow(narrowed)
    engine.run()
    assert letters()[0]["Subject"] == "1 thing that you follow"
    assert SolidarityRequest.objects.get(pk=narrowed.object_id).public_id not in str(letters()[0])
    assert states() == {("suppressed", "no_longer_concerned"), ("sent", "")}


@pytest.mark.usefixtures("follower")
def test_with_nothing_left_there_is_no_mail(open_requests: Opened, letters: Letters) -> None:
    for announcement in open_requests(2):
        narrow(announcement)
    let_time_pass_to_the_digest()
    engine.run()
    assert letters() == [] and states() == {("suppressed", "no_longer_concerned")}


def test_whoever_unsubscribed_meanwhile_gets_none(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    Unsubscription.objects.create(recipient=follower.recipient, kind="", at=timezone.now())
    engine.run()
    assert letters() == [] and states() == {("suppressed", "unsubscribed")}


@pytest.mark.usefixtures("follower")
def test_withdrawn_news_is_in_no_digest_even_when_its_other_copies_are_out(
    open_requests: Opened, letters: Letters
) -> None:
    withdrawn, _open = open_requests(2)
    engine.run()
    assert Announcement.objects.get(pk=withdrawn.pk).finished_at
    let_time_pass_to_the_digest()
    Announcement.objects.filter(pk=withdrawn.pk).update(cancelled_at=timezone.now())
    engine.run()
    assert letters()[0]["Subject"] == "1 thing that you follow"
    assert states() == {("cancelled", "cancelled"), ("sent", "")}


@pytest.mark.usefixtures("follower")
def test_a_request_taken_down_is_in_no_digest(open_requests: Opened, letters: Letters) -> None:
    (announcement,) = open_requests(1)
    engine.run()
    asked = SolidarityRequest.objects.get(pk=announcement.object_id)
    staff = factories.make_staff(asked.organisation)
    solidarity_requests.take_down(solidarity_request=asked, by=staff, at=timezone.now(), reason="danger")
    let_time_pass_to_the_digest()
    engine.run()
    assert not any("that you follow" in str(letter["Subject"]) for letter in letters(FOLLOWER))
    assert AlertDelivery.objects.get(announcement=announcement).state in {"cancelled", "suppressed"}


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


def message_id(message: bytes) -> bytes:
    """Return the line of a mail that names it."""
    return next(line for line in message.splitlines() if line.startswith(b"Message-ID:"))


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


def test_the_preview_says_what_the_next_digest_will(follower: User, open_requests: Opened, letters: Letters) -> None:
    narrowed, _open = open_requests(2)
    narrow(narrowed)
    entries = preview(follower.recipient)
    let_time_pass_to_the_digest()
    engine.run()
    text = part(letters()[0], "plain")
    assert len(entries) == 1
    assert all(words in text for entry in entries for words in (entry.subject, entry.url, entry.why))


def test_without_anything_gathered_the_preview_is_empty(follower: User) -> None:
    assert preview(follower.recipient) == []


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
