"""The log names events and ids: one line each, in words or as JSON, and a request by a number of our own."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from deploy.local.ports import any_free
from solidarity import logs, middleware
from solidarity.actions import pledges
from solidarity.alerts import engine
from tests import factories
from tests.factories import NOW
from tests.security import elsewhere
from unions.actions import outgoing_mails, users
from unions.models import User

SignIn = Callable[[User], Client]
NEEDLES = ("needle-handle", "needle@example.org", "Needle Union", "needle words", "needle-password")


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, str]]]]:
    """Return a function that reads what the log got so far, of every logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.AsJson())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_an_event_becomes_json_with_its_ids(lines: Callable[[], list[dict[str, str]]]) -> None:
    logging.getLogger("unions.actions").warning("mail_failed mail=%s code=%s", 7, 550)
    (line,) = lines()
    assert (line["event"], line["mail"], line["code"], line["level"]) == ("mail_failed", "7", "550", "WARNING")
    assert line["logger"] == "unions.actions"
    assert line["at"].endswith("Z")


def test_a_librarys_sentence_stands_as_it_is(lines: Callable[[], list[dict[str, str]]]) -> None:
    logging.getLogger("celery").warning("Connection to broker lost.")
    assert lines()[0]["message"] == "Connection to broker lost."


def test_a_failure_is_one_line_without_its_words(lines: Callable[[], list[dict[str, str]]]) -> None:
    words = "needle"
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("unions").exception("alert_failed announcement=%s", 3)
    (line,) = lines()
    assert line["failure"].startswith("builtins.ValueError")
    assert "needle" not in str(line)


def test_an_unknown_format_stops_nothing_but_says_json_when_asked() -> None:
    said = elsewhere.run("import logging\nlogging.getLogger('x').warning('y')\n"
        "print(type(logging.getLogger().handlers[0].formatter).__name__)", LOG_FORMAT="json")  # fmt: skip
    assert said.strip() == "AsJson"


def test_a_request_has_a_number_that_nobody_else_chooses(lines: Callable[[], list[dict[str, str]]]) -> None:
    def view(request: object) -> None:
        logging.getLogger("unions").info("page_read page=home")

    for _time in range(2):
        request = RequestFactory().get("/", headers={"x-request-id": "needle"})
        middleware.named_requests(view)(request)  # type: ignore[arg-type]
    logging.getLogger("unions").info("clock_ticked")
    first, second, outside = lines()
    assert len(first["request"]) == 12 and first["request"] != second["request"] != "needle"
    assert "request" not in outside


def test_a_slow_query_is_named_without_its_values(
    lines: Callable[[], list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "SLOW_QUERY", 0.0)

    def view(request: object) -> None:
        User.objects.filter(handle="needle-handle").exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    middleware.named_requests(view)(RequestFactory().get("/"))  # type: ignore[arg-type]
    told = [(line["event"], line["verb"], line["table"]) for line in lines()]
    assert told == [("query_slow", "SELECT", "unions_user"), ("query_slow", "SELECT", "")]
    assert "needle" not in str(lines())


def test_a_slow_page_is_noted_by_its_name(
    lines: Callable[[], list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "SLOW_PAGE", 0.0)
    Client().get(reverse("unions:invitation-accept", args=["needle"]))
    slow = [line for line in lines() if line.get("event") == "page_slow"]
    assert [line["page"] for line in slow] == ["unions:invitation-accept"]
    assert "needle" not in str(lines())


def test_a_story_with_everything_that_goes_wrong_names_nobody(
    lines: Callable[[], list[dict[str, str]]], signed_in: SignIn, settings: Settings, at_now: object,
) -> None:  # fmt: skip
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "unions.mail.OutboxBackend", any_free()
    union = factories.make_organisation("Needle Union")
    member = factories.make_member(union, handle="needle-handle")
    member.email = "needle@example.org"
    member.save()
    solidarity_request = factories.make_request(title="needle words")
    need = factories.make_need(solidarity_request)
    page = reverse("account_login")
    Client().post(page, {"login": member.email, "password": "needle-password"})
    Client().post(reverse("account_reset_password"), {"email": member.email})
    EmailMessage("needle words", "needle words", to=[member.email]).send()
    pledges.make(need=need, by=member, quantity=1, at=NOW, message="needle words")
    signed_in(member).get(reverse("solidarity:request-detail", args=[solidarity_request.public_id]))
    Client().get(reverse("unions:invitation-accept", args=["needle-handle"]))
    engine.run()
    outgoing_mails.send_waiting()
    users.erase(by=member, at=NOW)
    assert any(line.get("event") == "mail_server_unreachable" for line in lines())
    assert [needle for needle in NEEDLES if needle in str(lines())] == []
