"""A machine may ask whether the portal lives and may be sent readers; it learns nothing else."""

import time

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from deploy.local.ports import any_free
from solidarity.queries import readiness
from tests.queries import queries_of
from tests.security import elsewhere

BY_NUMBER_OVER_HTTP = """
client = Client(headers={"host": "10.0.0.7:8000"})
answers = [client.get(path) for path in ("/healthz", "/readyz", "/robots.txt")]
print([answer.status_code for answer in answers], [len(answer.cookies) for answer in answers])
"""
WHILE_AWAY = """
for path in ("/healthz", "/readyz"):
    answer = Client().get(path)
    print(answer.status_code, answer.content)
"""


def test_a_process_that_lives_says_so_without_looking_at_anything() -> None:
    assert queries_of(lambda: Client().get(reverse("healthz"))) == 0
    assert Client().get("/healthz").content == b"alive\n"


def test_a_portal_that_is_ready_says_so() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"database: ready\nbroker: ready\n")
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_looking_costs_two_queries_of_no_size() -> None:
    assert queries_of(lambda: Client().get("/readyz")) <= 3


def test_a_broker_that_is_away_is_said_at_once_and_stops_nothing(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{any_free()}/0"
    began = time.monotonic()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"database: ready\nbroker: away\n")
    assert time.monotonic() - began < 2


def test_tables_of_an_earlier_release_are_not_ready() -> None:
    MigrationRecorder.Migration.objects.filter(app="unions").delete()
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database: not migrated\n")
    assert any(name.startswith("unions.") for name in readiness.missing_migrations())


def test_a_database_that_is_away_is_not_ready_but_the_process_lives() -> None:
    said = elsewhere.run(WHILE_AWAY, DATABASE_URL=f"postgres://nobody@127.0.0.1:{any_free()}/nothing")
    assert said.splitlines() == ["200 b'alive\\n'", "503 b'database: away\\n'"]


def test_probes_come_by_number_over_plain_http_and_get_no_cookie() -> None:
    said = elsewhere.run(BY_NUMBER_OVER_HTTP, SITE_URL="https://portal.example.org")
    assert said.strip() == "[200, 200, 400] [0, 0, 0]"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405
