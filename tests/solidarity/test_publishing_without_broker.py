"""Who publishes never waits for the broker: no thread of a request opens a line to it, whatever is at its address."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from pytest_django import Settings

from deploy.faults.calls import by_this_thread, watched
from deploy.local.ports import any_free
from solidarity.choices import RequestState
from tests import factories
from tests.factories import TODAY
from tests.solidarity import asking
from unions import waking
from unions.models import Announcement, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_now", "outbox")]
SOON = (TODAY + timedelta(days=7)).isoformat()
LONG = 60.0  # seconds; longer than anything here takes


@pytest.fixture
def at_port(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Say that the broker, and all else that Redis does, is at this port; the waker waits there as long as it likes."""
    before = current_app.conf.broker_url
    assert waking.finish(LONG)
    monkeypatch.setattr(waking, "PATIENCE", LONG)

    def move(port: int) -> None:
        settings.REDIS_URL = current_app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = {**settings.CACHES, "pages": {**settings.CACHES["pages"], "LOCATION": settings.REDIS_URL}}

    yield move
    assert waking.finish(LONG)
    current_app.conf.broker_url = before


@pytest.fixture
def publish(signed_in: Callable[[User], Client]) -> Callable[[], Any]:
    """Publish a whole draft from its page, and return it."""
    factories.make_need_kind()
    staff = factories.make_staff(factories.make_organisation(public_email="office@union.example"))
    client, draft = signed_in(staff), asking.whole_draft(staff)
    near = asking.union_at(draft.employer)
    call = {"title": "Take them back", "urgency": "normal", "closes_on": SOON, "organisations": [near.public_id]}

    def send() -> Any:
        answer = client.post(f"/en/ask/{draft.public_id}/unions/", {**call, "publish": "1"})
        assert answer["Location"] == f"/en/requests/{draft.public_id}/manage/"
        draft.refresh_from_db()
        return draft

    return send


def test_a_broker_that_takes_the_line_and_never_answers(
    at_port: Callable[[int], None], publish: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, watched() as calls:
        port = silent.getsockname()[1]
        at_port(port)
        draft = publish()
        line, _address = silent.accept()
        assert not waking.finish(0)  # it waits for an answer that never comes; the request has long been published
        assert by_this_thread(calls, port) == []
        assert {call.thread for call in calls if call.port == port} == {waking.NAME}
        silent.close()
        line.close()
        assert waking.finish(LONG)
    assert draft.state == RequestState.CHECKING
    assert Announcement.objects.filter(kind="request_addressed").count() == 1
    assert "wake_up_failed" in caplog.text


def test_a_port_at_which_nobody_listens(
    at_port: Callable[[int], None], publish: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    port = any_free()
    at_port(port)
    with watched() as calls:
        draft = publish()
        assert by_this_thread(calls, port) == []
        assert waking.finish(LONG)
    assert draft.state == RequestState.CHECKING
    assert Announcement.objects.filter(kind="request_addressed").count() == 1
    assert "wake_up_failed" in caplog.text


def test_a_call_to_the_broker_by_who_publishes_would_be_seen(at_port: Callable[[int], None]) -> None:
    port = any_free()
    at_port(port)
    with watched() as calls:
        waking.send("solidarity.alerts.tasks.sweep")
    assert by_this_thread(calls, port)
