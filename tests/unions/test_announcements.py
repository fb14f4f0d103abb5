"""The outbox: news is written once, and nobody waits for the broker."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests import factories
from unions import waking
from unions.announcements import announce, cancel_about, kind_of_news, register
from unions.models import Announcement

PATIENCE = 60.0  # seconds


@pytest.fixture
def broker() -> Iterator[None]:
    """Let the broker's address be changed for one test."""
    before = current_app.conf.broker_url
    yield
    current_app.conf.broker_url = before


def test_the_same_news_is_written_once() -> None:
    solidarity_request = factories.make_request()
    for _time in range(2):
        announce("request_opened", solidarity_request, by=None, at=factories.NOW)
    announce("request_opened", solidarity_request, by=None, at=factories.NOW, wave=2)
    assert Announcement.objects.count() == 2


def test_news_that_no_room_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        announce("rumour", factories.make_request(), by=None, at=factories.NOW)


def test_two_kinds_cannot_share_a_name() -> None:
    kind = kind_of_news("request_opened")
    register(kind)
    with pytest.raises(ValueError, match="two kinds"):
        register(replace(kind, is_owed=True))


def test_news_on_its_way_can_be_cancelled() -> None:
    solidarity_request = factories.make_request()
    announce("request_opened", solidarity_request, by=None, at=factories.NOW)
    other = announce("request_opened", factories.make_request(), by=None, at=factories.NOW)
    assert cancel_about(solidarity_request, at=factories.NOW) == 1
    other.refresh_from_db()
    assert other.cancelled_at is None


@pytest.mark.parametrize(("is_urgent", "queue"), [(False, "default"), (True, "urgent")])
def test_news_wakes_the_engine_after_the_commit(
    is_urgent: bool, queue: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    assert waking.finish(PATIENCE)
    client.delete("default", "urgent")
    with closing(client), django_capture_on_commit_callbacks(execute=True):
        announce("request_opened", factories.make_request(), by=None, at=factories.NOW, is_urgent=is_urgent)
        assert client.llen(queue) == 0
    assert waking.finish(PATIENCE)
    with closing(redis.Redis.from_url(django_settings.REDIS_URL)) as client:
        assert client.llen(queue) == 1
        client.delete("default", "urgent")


def test_publishing_goes_on_while_the_broker_is_away(
    broker: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, caplog: pytest.LogCaptureFixture
) -> None:
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    with django_capture_on_commit_callbacks(execute=True):
        announce("request_opened", factories.make_request(), by=None, at=factories.NOW)
    assert Announcement.objects.count() == 1
    assert waking.finish(PATIENCE)
    assert "wake_up_failed task=solidarity.alerts.tasks.sweep" in caplog.text


def test_a_broker_that_never_answers_is_not_waited_for(broker: None, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        current_app.conf.broker_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        waking.wake_by_name("solidarity.alerts.tasks.sweep")
        assert waking.finish(PATIENCE)
    assert "wake_up_failed" in caplog.text
