"""Celery wakes the engine: news written in a transaction goes out through a real worker and a real broker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.alerts.servers import MoodyServer
from unions.models import Announcement

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60.0  # seconds


@pytest.fixture
def worker(moody_server: MoodyServer) -> Iterator[None]:
    """Run a Celery worker on the tests' database and broker."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{moody_server.port}"}
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "solidarity.celery",
        "worker",
        "-P",
        "solo",
        "-Q",
        "default,urgent",
    ]
    process = subprocess.Popen([*command, "-l", "WARNING"], env=environment)
    yield
    process.terminate()
    process.wait(timeout=PATIENCE)


def test_news_goes_out_through_a_worker(
    worker: None, call: Callable[..., Announcement], moody_server: MoodyServer
) -> None:
    call(staff=2)
    deadline = time.monotonic() + PATIENCE
    while len(moody_server.messages) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(moody_server.messages) == 2
