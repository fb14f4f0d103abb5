"""The throwaway services are real, private to this run, and leave nothing; the demonstration's survive a restart."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from deploy.local import broker, keys, postgres
from deploy.local.places import ROOT, temporary_folder
from deploy.local.ports import any_free
from deploy.local.processes import end, spawn
from deploy.local.service import Service
from deploy.local.throwaway import PREFIX, Throwaway, is_ours
from tests.deploy.test_supervisor import eventually
from tests.smtp_server import SmtpServer

OTHER_RUN = """
import time
from deploy.local.throwaway import Throwaway
services = Throwaway()
print(services.folder, flush=True)
print(*services.start(), flush=True)
time.sleep(60)
"""
Run = Callable[[Service], subprocess.Popen]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Return what starts a service and waits for it; all are ended with the test."""
    running = []

    def start(service: Service) -> subprocess.Popen:
        process = spawn(service.command, log=tmp_path / "log", as_nobody=service.as_nobody, folder=Path("/"))
        running.append((process, service.stop_signal))
        service.wait(lambda: None if process.poll() is None else pytest.fail((tmp_path / "log").read_text()))
        return process

    yield start
    for process, stop_signal in running:
        end(process, stop_signal)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that the database's user may enter."""
    made = temporary_folder(f"{PREFIX}{os.getpid()}-")
    yield made
    subprocess.run(["rm", "-rf", made], check=True)


def database(folder: Path, password: str) -> Service:
    """Return a database on this folder, as careful as the demonstration's."""
    return postgres.prepare(folder / "postgres", password=password, port=any_free())


def test_what_the_database_keeps_survives_a_kill_and_a_restart(folder: Path, run: Run) -> None:
    password = secrets.token_urlsafe(12)
    first = database(folder, password)
    process = run(first)
    with psycopg2.connect(first.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS number")
    connection.close()
    end(process, signal.SIGKILL)
    second = database(folder, password)
    run(second)
    with psycopg2.connect(second.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT number FROM kept")
        assert cursor.fetchone() == (7,)
    connection.close()


def test_the_portals_role_is_no_superuser_and_wrong_passwords_stay_out(folder: Path, run: Run) -> None:
    service = database(folder, secrets.token_urlsafe(12))
    run(service)
    with psycopg2.connect(service.url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    connection.close()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(service.url.replace(urlsplit(service.url).password, "wrong"))


def test_the_broker_wants_its_password_and_never_evicts(tmp_path: Path, run: Run) -> None:
    service = broker.prepare(tmp_path / "redis", password="right", port=any_free())
    run(service)
    with redis.Redis.from_url(service.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with (
        redis.Redis.from_url(service.url.replace("right", "wrong")) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_what_the_broker_keeps_survives_a_kill_and_a_restart(tmp_path: Path, run: Run) -> None:
    service = broker.prepare(tmp_path / "redis", password="right", port=any_free())
    process = run(service)
    with redis.Redis.from_url(service.url) as client:
        client.set("kept", "7")
        client.execute_command("WAITAOF", 1, 0, 5000)
    end(process, signal.SIGKILL)
    run(service)
    with redis.Redis.from_url(service.url) as client:
        assert client.get("kept") == b"7"


def test_stopping_leaves_no_process_and_no_file() -> None:
    services = Throwaway()
    services.start()
    processes = [process for _, process in services.running]
    services.stop()
    assert all(process.returncode is not None for process in processes)
    assert not services.folder.exists()


def test_a_killed_runs_services_die_and_the_next_run_removes_its_files() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_RUN], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    with other:
        folder, addresses = Path(other.stdout.readline().strip()), other.stdout.readline().split()
        other.kill()
    assert len(addresses) == 2
    assert eventually(lambda: not mentions(str(folder)))
    Throwaway().stop()
    assert folder.exists()
    services = Throwaway()
    services.start()
    services.stop()
    assert not folder.exists()


def mentions(words: str) -> bool:
    """Say whether a running process has these words in its command line."""
    commands = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))
    return any(words.encode() in command for command in commands)


def test_addresses_that_are_given_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://given")
    monkeypatch.setenv("REDIS_URL", "redis://given")
    services = Throwaway()
    assert services.start() == ("postgres://given", "redis://given")
    assert services.running == []
    services.stop()


def test_this_runs_own_services_answer(smtp_server: SmtpServer) -> None:
    assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    assert smtp_server.messages == []


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    made = keys.read_or_make(tmp_path / "keys.json")
    assert keys.read_or_make(tmp_path / "keys.json") == made
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert len(set(made.values())) == len(made)


def test_a_folder_that_another_run_has_just_removed_is_not_ours(tmp_path: Path) -> None:
    assert is_ours(tmp_path)
    assert not is_ours(tmp_path / "gone")
