"""News at Signal and Telegram: what each is sent, over real HTTP, and what its usual answers come to."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from solidarity.alerts import engine, tasks
from tests import factories
from tests.alerts.chats import BOT, CHAT_NUMBER, OURS, PLACES, THEIRS, chat_of, row
from tests.alerts.clock import let_time_pass
from tests.alerts.news import asked
from tests.alerts.outside import Outside
from unions.actions import own_channels
from unions.models import Announcement, Follow, OwnChannel

pytestmark = pytest.mark.usefixtures("telegram")

News = Callable[..., Announcement]
TEXT = {"signal": "message", "telegram": "text"}  # where each wants the words
TAKEN = {
    "signal": (201, '{"timestamp": "1795424400000"}'),
    "telegram": (200, '{"ok": true, "result": {"message_id": 7, "date": 1795424400, "text": "News"}}'),
}


def telegram_says(code: int, description: str, **more: Any) -> tuple[int, str]:
    """What Telegram answers where it takes nothing."""
    return code, json.dumps({"ok": False, "error_code": code, "description": description, **more})


REFUSED = {
    "the token was revoked": ("telegram", *telegram_says(401, "Unauthorized")),
    "the bot was blocked": ("telegram", *telegram_says(403, "Forbidden: bot was blocked by the user")),
    "the chat is gone": ("telegram", *telegram_says(400, "Bad Request: chat not found")),
    "there is no such bot": ("telegram", *telegram_says(404, "Not Found")),
    "too many": ("telegram", *telegram_says(429, "Too Many Requests: retry after 35", parameters={"retry_after": 35})),
    "the number left": ("signal", 400, '{"error": "Failed to send message: Unregistered user"}'),
    "the password is another": ("signal", 401, ""),
    "there is no such server": ("signal", 404, "404 page not found"),
    "too many there": ("signal", 429, '{"error": "Rate limit exceeded", "challenge_tokens": ["a"]}'),
}


@pytest.fixture
def told(opened: News, outside: Outside, service: str) -> Announcement:
    """A request was opened, and its follower has a chat at the service that the test names."""
    announcement = opened()
    chat_of(Follow.objects.get().user, outside, service)
    return announcement


@pytest.mark.parametrize("service", TEXT)
def test_it_gets_one_line_and_the_link_once(told: Announcement, outside: Outside, service: str) -> None:
    outside.says(*TAKEN[service])
    engine.run()
    engine.run()
    (taken,) = outside.taken
    line, link = json.loads(taken.body)[TEXT[service]].splitlines()
    assert "asks for help" in line and link.endswith(f"/en/requests/{asked(told).public_id}/")
    assert (row().state, OwnChannel.objects.get().trouble) == ("sent", "")


@pytest.mark.parametrize("service", ["signal"])
def test_signal_is_told_two_numbers_and_its_url_nothing(told: Announcement, outside: Outside) -> None:
    outside.says(*TAKEN["signal"])
    engine.run()
    (taken,) = outside.taken
    sent = json.loads(taken.body)
    del sent["message"]
    assert sent == {"number": OURS, "recipients": [THEIRS], "text_mode": "normal"}
    assert (taken.method, taken.path) == ("POST", "/v2/send")
    assert base64.b64decode(taken.headers["authorization"].removeprefix("Basic ")) == b"ana:secret"


@pytest.mark.parametrize("service", ["telegram"])
def test_telegram_is_told_one_chat_and_its_url_the_bot_alone(told: Announcement, outside: Outside) -> None:
    engine.run()
    (taken,) = outside.taken
    sent = json.loads(taken.body)
    assert int(sent["chat_id"]) == CHAT_NUMBER and sent["disable_web_page_preview"] is True
    assert (taken.method, taken.path) == ("POST", f"/bot{BOT}/sendMessage")


@pytest.mark.parametrize(
    ("service", "shown"),
    [
        ("signal", "Dockers <a href='https://example.org'>& *Sons*</a> ＠all"),
        ("telegram", "Dockers &lt;a href='https://example.org'&gt;&amp; *Sons*&lt;/a&gt; ＠all"),
    ],
)
def test_signs_in_a_name_are_shown_and_make_no_link(
    told: Announcement, outside: Outside, service: str, shown: str
) -> None:
    union = asked(told).organisation
    union.name = "Dockers <a href='https://example.org'>& *Sons*</a> @all"
    union.save()
    engine.run()
    assert json.loads(outside.taken[0].body)[TEXT[service]].startswith(f"{shown} asks for help")


@pytest.mark.parametrize("service", TEXT)
def test_in_safe_mode_it_says_nothing_of_the_request(told: Announcement, outside: Outside, service: str) -> None:
    follower = Follow.objects.get().user
    follower.safe_mode = True
    follower.save()
    engine.run()
    line, link = json.loads(outside.taken[0].body)[TEXT[service]].splitlines()
    assert line == "A request needs you" and link.startswith("http")


@pytest.mark.parametrize(("service", "code", "body"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_now_goes_later(told: Announcement, outside: Outside, code: int, body: str) -> None:
    outside.says(code, body)
    engine.run()
    chat = OwnChannel.objects.get()
    assert row().state == "waiting" and row().not_before > timezone.now()
    assert (chat.trouble, chat.suspended_at, len(outside.taken)) == ("refused", None, 1)
    let_time_pass()
    engine.run()
    assert (row().state, OwnChannel.objects.get().trouble, len(outside.taken)) == ("sent", "", 2)


@pytest.mark.parametrize(
    ("service", "code", "body"),
    [REFUSED[each] for each in ("the chat is gone", "the bot was blocked", "the number left")],
)
def test_a_chat_that_is_gone_is_tried_eight_times_and_then_no_more(
    told: Announcement, outside: Outside, code: int, body: str
) -> None:
    for _attempt in range(8):
        outside.says(code, body)
        engine.run()
        let_time_pass()
    engine.run()
    assert (row().state, row().reason, len(outside.taken)) == ("failed", "dead_letter", 8)
    assert OwnChannel.objects.get().suspended_at


@pytest.mark.parametrize(("service", "code", "body"), [REFUSED["the bot was blocked"], REFUSED["the number left"]])
def test_neither_tokens_nor_numbers_stand_in_the_log(
    told: Announcement, outside: Outside, caplog: pytest.LogCaptureFixture, code: int, body: str
) -> None:
    outside.says(code, body)
    engine.run()
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert not any(each in logged for each in (BOT, str(CHAT_NUMBER), OURS[1:], THEIRS[1:], "secret", outside.place))


@pytest.mark.parametrize("service", TEXT)
def test_a_code_is_sent_and_read_there(outside: Outside, service: str) -> None:
    address = PLACES[service].format(place=outside.place)
    chat = own_channels.add_chat(address=address, name="Chat", by=factories.make_user(), at=timezone.now())
    tasks.send_tests()
    (taken,) = outside.taken
    assert chat.code in json.loads(taken.body)[TEXT[service]]
