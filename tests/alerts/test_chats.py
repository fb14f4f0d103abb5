"""News in a chat: real HTTP to servers that speak as the services of chats do."""

import json
import socket
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from solidarity.alerts import engine, tasks
from solidarity.alerts.models import AlertDelivery
from tests import factories
from tests.alerts.chats import PLACES, chat_of, row
from tests.alerts.clock import let_time_pass
from tests.alerts.news import asked
from tests.alerts.outside import Outside
from unions.actions import own_channels
from unions.choices import Channel
from unions.models import Announcement, Follow, OwnChannel, User

News = Callable[..., Announcement]


@pytest.fixture
def told(opened: News, outside: Outside) -> Announcement:
    """A request was opened, and its follower has a chat at ntfy."""
    announcement = opened()
    chat_of(Follow.objects.get().user, outside)
    return announcement


@pytest.mark.usefixtures("telegram")
@pytest.mark.parametrize("service", PLACES)
def test_a_chat_shows_one_line_and_the_link(opened: News, outside: Outside, service: str) -> None:
    announcement = opened()
    chat_of(Follow.objects.get().user, outside, service)
    engine.run()
    shown = " ".join(taken.body.decode() for taken in outside.taken)
    assert "asks for help" in shown
    assert f"/en/requests/{asked(announcement).public_id}/" in shown.replace("\\/", "/")
    assert row().state == "sent"


def test_ntfy_gets_it_once_for_its_topic(told: Announcement, outside: Outside) -> None:
    engine.run()
    engine.run()
    (taken,) = outside.taken
    assert taken.method == "POST" and json.loads(taken.body)["topic"] == "topic"


def test_in_safe_mode_it_says_nothing_of_the_request(told: Announcement, outside: Outside) -> None:
    User.objects.filter(follows__isnull=False).update(safe_mode=True)
    engine.run()
    assert json.loads(outside.taken[0].body)["message"].startswith("A request needs you\nhttp")


def test_an_at_sign_in_a_name_calls_nobody(told: Announcement, outside: Outside) -> None:
    union = asked(told).organisation
    union.name = "Dockers @everyone"
    union.save()
    engine.run()
    assert "Dockers ＠everyone" in json.loads(outside.taken[0].body)["message"]


def test_what_is_not_taken_now_goes_later(told: Announcement, outside: Outside) -> None:
    outside.says(429)
    engine.run()
    assert row().state == "waiting" and row().not_before > timezone.now()
    assert OwnChannel.objects.get().trouble == "refused"
    let_time_pass()
    engine.run()
    assert (row().state, OwnChannel.objects.get().trouble) == ("sent", "")


def test_a_chat_that_refuses_eight_times_is_written_to_no_more(told: Announcement, outside: Outside) -> None:
    for _attempt in range(8):
        outside.says(403)
        engine.run()
        let_time_pass()
    assert (row().state, row().reason) == ("failed", "dead_letter")
    assert OwnChannel.objects.get().suspended_at


def test_a_chat_that_is_not_confirmed_gets_no_news(told: Announcement, outside: Outside) -> None:
    chat = OwnChannel.objects.get()
    chat.code = "123456"
    chat.save()
    engine.run()
    assert not outside.taken and not AlertDelivery.objects.filter(channel=Channel.CHAT).exists()


def test_a_chat_on_a_private_address_is_never_reached(
    told: Announcement, outside: Outside, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name is public; it is the name server that changed its mind."""
    real = socket.getaddrinfo
    chat, port = OwnChannel.objects.get(), int(outside.place.rpartition(":")[2])
    chat.address = f"ntfys://chat.example.org:{port}/topic"
    chat.save()
    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(
        "urllib3.util.connection.socket.getaddrinfo",
        lambda host, *rest: looked_up if host == "chat.example.org" else real(host, *rest),
    )
    settings.LOOPBACK_IS_PUBLIC = False
    engine.run()
    assert (row().state, OwnChannel.objects.get().trouble) == ("failed", "not_public")


def test_nothing_is_sent_where_a_redirect_leads_inside(told: Announcement, outside: Outside) -> None:
    outside.says(307, Location="http://10.0.0.1/")
    engine.run()
    assert row().state == "waiting" and len(outside.taken) == 1


def test_a_code_is_sent_and_read_there(outside: Outside, settings: Settings) -> None:
    person = factories.make_user(ui_language="fr")
    address = PLACES["ntfy"].format(place=outside.place)
    chat = own_channels.add_chat(address=address, name="Chat", by=person, at=timezone.now())
    assert not outside.taken
    tasks.send_tests()
    tasks.send_tests()
    (taken,) = outside.taken
    assert chat.code in json.loads(taken.body)["message"] and len(chat.code) == 6
    assert not mail.outbox


def test_a_test_that_arrives_opens_a_chat_that_was_suspended(outside: Outside) -> None:
    chat = chat_of(factories.make_user(), outside)
    own_channels.suspend(own_channel=chat, trouble="refused", at=timezone.now())
    own_channels.ask_for_test(own_channel=chat, by=chat.recipient.user, at=timezone.now())
    tasks.send_tests()
    chat.refresh_from_db()
    assert chat.suspended_at is None and chat.trouble == "" and chat.test_wanted_at is None


def test_a_test_that_is_refused_says_so(outside: Outside) -> None:
    chat = chat_of(factories.make_user(), outside)
    own_channels.ask_for_test(own_channel=chat, by=chat.recipient.user, at=timezone.now())
    outside.says(500)
    tasks.send_tests()
    chat.refresh_from_db()
    assert chat.trouble == "refused" and chat.suspended_at is None


def test_nothing_of_the_address_stands_in_the_log(
    told: Announcement, outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    outside.says(500)
    engine.run()
    assert not any("topic" in record.getMessage() or outside.place in record.getMessage() for record in caplog.records)
