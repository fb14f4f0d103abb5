"""Celery is woken by a thread of its own, which no request waits for."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings

from unions import waking

TASK = "solidarity.alerts.tasks.sweep"
OTHER = "solidarity.alerts.tasks.send_urgent"
LONG = 60.0  # seconds; longer than anything here takes


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """The broker, with nothing in its queues; afterwards it stands where it stood."""
    before = current_app.conf.broker_url
    assert waking.finish(LONG)
    with closing(redis.Redis.from_url(django_settings.REDIS_URL)) as client:
        client.delete("default", "urgent")
        yield client
        assert waking.finish(LONG)
        client.delete("default", "urgent")
    current_app.conf.broker_url = before


@pytest.fixture
def silent(broker: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A broker that takes lines and says nothing, and a waker that waits for it until the line is cut."""
    monkeypatch.setattr(waking, "PATIENCE", LONG)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        current_app.conf.broker_url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        yield listener


def test_what_is_asked_for_arrives(broker: redis.Redis) -> None:
    waking.wake_by_name(TASK)
    waking.wake_by_name(OTHER)
    assert waking.finish(LONG)
    assert (broker.llen("default"), broker.llen("urgent")) == (1, 1)


def test_no_thread_stays_when_nothing_is_left(broker: redis.Redis) -> None:
    waking.wake_by_name(TASK)
    assert waking.finish(LONG)
    assert waking.NAME not in {thread.name for thread in threading.enumerate()}


def test_a_waking_that_waits_stands_for_those_that_come_after(silent: socket.socket, broker: redis.Redis) -> None:
    waking.wake_by_name(TASK)
    line, _address = silent.accept()  # the first one is on its way, and nobody answers
    for _time in range(50):
        waking.wake_by_name(TASK)
    current_app.conf.broker_url = django_settings.REDIS_URL
    line.close()
    silent.close()
    assert waking.finish(LONG)
    assert broker.llen("default") == 1


def test_a_waking_asked_for_while_the_same_is_being_sent_is_sent_again(broker: redis.Redis) -> None:
    for number in range(1, 4):
        waking.wake_by_name(TASK)
        assert waking.finish(LONG)
        assert broker.llen("default") == number


def test_a_broker_that_says_nonsense_ends_no_thread(silent: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    waking.wake_by_name(TASK)
    line, _address = silent.accept()
    silent.close()
    line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 20)
    line.close()
    assert waking.finish(LONG)
    assert f"wake_up_failed task={TASK}" in caplog.text


def test_without_a_thread_to_be_had_the_work_goes_on(
    broker: redis.Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def no_thread(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_thread)
        waking.wake_by_name(TASK)
    assert "wake_up_failed error=no_thread" in caplog.text
    waking.wake_by_name(OTHER)
    assert waking.finish(LONG)
    assert (broker.llen("default"), broker.llen("urgent")) == (0, 1)


def test_a_forked_process_wakes_by_itself(silent: socket.socket, broker: redis.Redis) -> None:
    waking.wake_by_name(OTHER)
    line, _address = silent.accept()  # our thread is in the middle of a call: a child has neither it nor its task
    current_app.conf.broker_url = django_settings.REDIS_URL
    child = os.fork()
    if not child:
        waking.wake_by_name(TASK)
        os._exit(0 if waking.finish(LONG) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (broker.llen("default"), broker.llen("urgent")) == (1, 0)
    line.close()
    silent.close()
