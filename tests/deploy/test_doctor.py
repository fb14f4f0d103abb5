"""The doctor finds each illness by looking, says what to do, and leaves with 1."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import redis
import time_machine
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from deploy.local.demo_commands import worker_command
from deploy.local.ports import any_free
from deploy.local.processes import end, spawn
from deploy.local.waiting import wait_until
from solidarity.management.running import database, doctor, keys, machine, mail, wakers
from solidarity.management.running.doctor import Check
from solidarity.tasks import TICKED, let_the_clock_tick
from tests import factories
from tests.provider import Provider
from tests.security import elsewhere
from tests.smtp_server import SmtpServer
from unions.mail import Session

EXAMINE = """
from solidarity.management.running import database, doctor
for finding in doctor.looked(database.answers):
    print(finding.words, finding.advice)
"""


LOOKED_AT = (
    *("database", "tables", "extensions", "roles", "trail", "secret key", "field keys", "stored words", "clock"),
    *("private files", "disk", "address", "mail", "test mail", "broker", "workers", "cache default", "cache pages"),
    "beat",
)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The doctor looks at the portal's tables."""


def wrong(check: Check) -> str:
    """Return what the doctor says of something that must be wrong, with its advice."""
    found = [finding for finding in check() if not finding.is_well]
    assert len(found) == 1
    return f"{found[0].words} {found[0].advice}"


def is_well(check: Check) -> bool:
    """Say whether the doctor finds nothing."""
    return all(finding.is_well for finding in check())


# The database ---------------------------------------------------------------------------------------------------------
def test_a_database_that_answers_is_well() -> None:
    assert is_well(database.answers)


def test_a_database_that_is_away_is_told_from_one_that_refuses_us() -> None:
    place = connection.settings_dict
    assert "does not answer. Start it" in elsewhere.run(EXAMINE, DATABASE_URL=f"postgres://x@127.0.0.1:{any_free()}/x")
    address = f"postgres://{place['USER']}:wrong@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    assert "refuses us. Check role and password" in elsewhere.run(EXAMINE, DATABASE_URL=address)


def test_missing_tables_are_named_and_nothing_else_is_asked_of_the_database() -> None:
    MigrationRecorder.Migration.objects.filter(app="alerts").delete()
    ((_app, latest),) = MigrationLoader(None).graph.leaf_nodes("alerts")
    assert f"has not seen alerts.{latest}. Run `manage.py migrate`" in wrong(database.answers)
    assert "trail" not in {finding.what for finding in doctor.examine()}


def test_a_missing_extension_is_named() -> None:
    assert is_well(database.extensions)
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert "It lacks pg_trgm." in wrong(database.extensions)


def test_one_role_for_everything_is_wrong() -> None:
    assert "may do everything" in wrong(database.roles)


@pytest.mark.django_db(transaction=True)
def test_a_role_that_only_adds_to_the_trail_is_well(web_role: dict[str, str]) -> None:
    assert is_well(database.roles)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON unions_auditevent TO {web_role['USER']}")
    assert "may do everything" in wrong(database.roles)


def test_a_role_that_does_not_exist_is_said(settings: Settings) -> None:
    settings.WEB_DATABASE = {**settings.WEB_DATABASE, "USER": "nobody_of_this_name"}
    assert "There is no role nobody_of_this_name" in wrong(database.roles)


def test_a_trail_without_its_guard_is_found() -> None:
    assert is_well(database.trail)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE unions_auditevent DISABLE TRIGGER portal_keep_trail")
    assert "not guarded" in wrong(database.trail)


# The keys -------------------------------------------------------------------------------------------------------------
def test_keys_that_can_be_guessed_or_are_none_are_wrong(settings: Settings) -> None:
    settings.SECRET_KEY = "short"
    assert "SECRET_KEY can be guessed" in wrong(keys.are_well_made)
    settings.SECRET_KEY, settings.FIELD_KEYS = "abcdefghij" * 6, ["no key"]
    assert "FIELD_KEYS holds something that is no key" in wrong(keys.are_well_made)


def test_a_key_that_does_not_open_what_is_stored_is_found_by_its_column(settings: Settings) -> None:
    assert is_well(keys.open_what_is_stored)
    factories.make_request(contact="how we reach you")
    assert is_well(keys.open_what_is_stored)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "do not open solidarity.SolidarityRequest.contact." in wrong(keys.open_what_is_stored)


def test_after_turning_the_keys_the_old_one_may_go(settings: Settings) -> None:
    made = factories.make_request(contact="how we reach you")
    new = Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, *settings.FIELD_KEYS]
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = [new]
    assert is_well(keys.open_what_is_stored)
    made.refresh_from_db()
    assert made.contact == "how we reach you"


# The machine ----------------------------------------------------------------------------------------------------------
def test_a_clock_that_is_wrong_is_found() -> None:
    assert is_well(machine.clock)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert "60 seconds apart" in wrong(machine.clock)


def test_a_folder_that_is_missing_or_open_to_all_is_found(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_FILES = tmp_path / "private"
    assert "cannot be written to" in wrong(machine.files)
    settings.PRIVATE_FILES.mkdir(mode=0o755)
    assert "open to everybody" in wrong(machine.files)
    settings.PRIVATE_FILES.chmod(0o700)
    assert is_well(machine.files)


def test_a_disk_without_room_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_well(machine.disk)
    monkeypatch.setattr(machine, "FREE", 10**18)
    assert "Make room" in wrong(machine.disk)


def test_an_address_that_leads_elsewhere_is_found(settings: Settings) -> None:
    settings.SITE_URL = f"http://localhost:{any_free()}"
    assert "does not lead here" in wrong(machine.site)


# Mail -----------------------------------------------------------------------------------------------------------------
def test_a_mail_server_that_is_away_is_found(settings: Settings) -> None:
    settings.EMAIL_PORT = any_free()
    assert "does not take us in. Check host and port" in wrong(mail.server)


def test_a_mail_server_without_tls_is_found(settings: Settings, smtp_server: SmtpServer) -> None:
    assert is_well(mail.server)
    settings.EMAIL_USE_TLS = True
    assert "It lacks what EMAIL_URL asks for" in wrong(mail.server)
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
    assert "It does not speak TLS there" in wrong(mail.server)


def test_a_provider_that_is_away_or_refuses_the_key_is_found(provider: Provider, settings: Settings) -> None:
    assert is_well(mail.server) and is_well(lambda: mail.send_to("who@example.org"))
    assert [call.to for call in provider.calls] == ["who@example.org"]
    settings.EMAIL_HOST_PASSWORD = "wrong"
    assert "It refuses the key" in wrong(lambda: mail.send_to("who@example.org"))
    settings.EMAIL_PORT = any_free()
    assert "does not take us in. Check host and port" in wrong(mail.server)


@pytest.mark.parametrize(
    ("host", "is_near"), [("mailbox", True), ("10.0.0.5", True), ("mail.example.org", False), ("9.9.9.9", False)]
)
def test_open_mail_may_cross_only_ones_own_network(
    host: str, is_near: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_HOST = host
    monkeypatch.setattr(Session, "open", lambda self: None)
    assert is_well(mail.server) == is_near


def test_a_test_mail_arrives_past_the_outbox(smtp_server: SmtpServer) -> None:
    assert is_well(lambda: mail.send_to("who@example.org"))
    ((_sender, to, message),) = smtp_server.messages
    assert to == "who@example.org"
    assert b"spf=pass" in message


def test_a_test_mail_that_is_refused_says_the_code(smtp_server: SmtpServer) -> None:
    smtp_server.replies["who@example.org"] = "550 No such box"
    assert "refused it (550)" in wrong(lambda: mail.send_to("who@example.org"))


# What wakes the work --------------------------------------------------------------------------------------------------
def test_a_broker_that_is_away_is_found(settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{any_free()}/0"
    assert "Redis does not answer" in wrong(wakers.broker)


def test_a_broker_that_forgets_is_found() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            said = [finding.words for finding in wakers.broker() if not finding.is_well]
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert "Redis throws wakings away when it is full (allkeys-lru)." in said


def test_queues_to_which_nobody_listens_are_named() -> None:
    assert "Nobody listens to default and urgent." in wrong(wakers.workers)


def test_a_cache_without_its_table_is_found() -> None:
    assert is_well(wakers.caches)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE unions_limits")
    assert "It keeps nothing." in wrong(wakers.caches)


def test_a_clock_that_stands_still_is_found() -> None:
    cache.delete(TICKED)
    assert "never came round" in wrong(wakers.clock_ticks)
    let_the_clock_tick()
    assert is_well(wakers.clock_ticks)
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        assert "last came round at" in wrong(wakers.clock_ticks)


# All of it ------------------------------------------------------------------------------------------------------------
@contextmanager
def worker(log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker of both queues while the block lasts."""
    process = spawn(worker_command(), log=log, environment=dict(os.environ))
    try:
        wait_until(lambda: is_well(wakers.workers), lambda: None, log.read_text(), seconds=40)
        yield process
    finally:
        end(process)


@pytest.mark.django_db(transaction=True)
def test_a_portal_in_health_is_said_to_be_well_line_by_line(
    web_role: dict[str, str], live_server: LiveServer, smtp_server: SmtpServer, settings: Settings, tmp_path: Path
) -> None:
    settings.SITE_URL, settings.SECRET_KEY = live_server.url, "abcdefghij" * 6
    settings.PRIVATE_FILES = tmp_path / "private"
    settings.PRIVATE_FILES.mkdir(mode=0o700)
    let_the_clock_tick()
    said = StringIO()
    with worker(tmp_path / "worker.log"):
        call_command("doctor", "--to", "who@example.org", stdout=said)
    assert "WRONG" not in said.getvalue()
    assert [name for name in LOOKED_AT if name not in said.getvalue()] == []
    assert len(smtp_server.messages) == 1


def test_an_illness_is_said_with_its_cure_and_ends_with_one(settings: Settings) -> None:
    settings.EMAIL_PORT = any_free()
    said = StringIO()
    with pytest.raises(CommandError, match="to mend") as refusal:
        call_command("doctor", stdout=said)
    assert refusal.value.returncode == 1
    assert "→ Check host and port in EMAIL_URL" in said.getvalue()


def test_a_look_that_fails_is_itself_a_finding() -> None:
    def check() -> Iterator[doctor.Finding]:
        raise ValueError("needle")
        yield

    (finding,) = doctor.looked(check)
    assert not finding.is_well
    assert "ValueError" in finding.words and "needle" not in finding.words
