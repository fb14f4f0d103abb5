"""Celery wakes the engine: news written in a transaction goes out through a real worker and a real broker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.alerts.servers import MoodyServer
from unions.models import Announcement

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0  # seconds


@pytest.fixture
def start_worker(moody_server: MoodyServer) -> Iterator[Callable[..., None]]:
    """Start Celery workers on the tests' database and broker, with these options."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{moody_server.port}"}
    command = [sys.executable, "-m", "celery", "-A", "solidarity.celery", "worker", "-P", "solo", "-l", "WARNING"]
    processes = []

    def start(*options: str) -> None:
        processes.append(subprocess.Popen([*command, *options], env=environment))

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=PATIENCE)


def wait_for_mails(server: MoodyServer, number: int) -> None:
    """Wait until the server has taken so many mails."""
    deadline = time.monotonic() + PATIENCE
    while len(server.messages) < number and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(server.messages) == number


def test_news_goes_out_through_a_worker(
    start_worker: Callable[..., None], call: Callable[..., Announcement], moody_server: MoodyServer
) -> None:
    start_worker("-Q", "default,urgent")
    call(staff=2)
    wait_for_mails(moody_server, 2)


def test_urgent_news_whose_waking_was_lost_does_not_wait_for_those_who_are_busy_with_other_news(
    start_worker: Callable[..., None], call: Callable[..., Announcement], moody_server: MoodyServer, tmp_path: Path
) -> None:
    call(staff=2)
    Announcement.objects.update(is_urgent=True)  # so the urgent lane was not woken
    start_worker("-Q", "urgent", "--beat", "--schedule", str(tmp_path / "schedule"))
    wait_for_mails(moody_server, 2)
