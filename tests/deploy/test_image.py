"""The image without an engine: what .dockerignore lets in is made ready and started by the commands of the services."""

import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from deploy import healthcheck
from deploy.local import keys
from deploy.local.ports import any_free
from deploy.local.processes import end, last_lines, spawn
from deploy.local.waiting import wait_until
from tests.deploy import compose_file
from tests.house.tree import ROOT

SITE = "portal.example.org"
DATABASE = "portal_of_the_image"
PATIENCE = 90.0  # seconds


def ignored(folder: str, names: list[str]) -> set[str]:
    """Return which of these names .dockerignore keeps out of the image."""
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    inside = [pattern.removeprefix("**/") for pattern in patterns if Path(folder) == ROOT or pattern.startswith("**/")]
    return {name for name in names if any(fnmatch(name, pattern) for pattern in inside)}


@dataclass
class Machine:
    """The services of docker-compose.yml as plain processes."""

    sources: Path
    folder: Path
    values: dict[str, str]
    elsewhere: dict[str, str]  # what stands in the file, and what stands for it here
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def here(self, words: str) -> str:
        """Put in this machine's variables, ports and paths."""
        words = compose_file.filled(words, self.values)
        for there, here in self.elsewhere.items():
            words = words.replace(there, here)
        return words

    def environment(self, name: str) -> dict[str, str]:
        """Return a service's variables, and those of the machine that a container has as well."""
        own = compose_file.services()[name]["environment"]
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {key: self.here(str(words)) for key, words in own.items()} | {
            "PATH": path,
            "HOSTNAME": socket.gethostname(),
            "HOME": str(self.folder),
        }

    def run(self, name: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command that ends, as this service would."""
        return subprocess.run([self.here(word) for word in words], cwd=self.sources, env=self.environment(name),
            capture_output=True, text=True, check=False)  # fmt: skip

    def finish(self, name: str, *words: str) -> str:
        """Run a command that must end well, the service's own if none is given, and return what it says."""
        done = self.run(name, *(words or compose_file.services()[name]["command"]))
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self, name: str, command: str = "") -> None:
        """Start a service that stays."""
        words = shlex.split(self.here(command or compose_file.services()[name]["command"]))
        log = self.folder / f"{name}.log"
        self.running.append(spawn(words, log=log, environment=self.environment(name), folder=self.sources))

    def is_well(self, name: str) -> bool:
        """Ask a service how it is, in the words of the file."""
        kind, *words = compose_file.services()[name]["healthcheck"]["test"]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        asked = [self.here(part) for part in command]
        done = subprocess.run(asked, cwd=self.sources, env=self.environment(name), capture_output=True, check=False)
        return done.returncode == 0

    def wait(self, name: str) -> None:
        """Wait until a service says that it is well."""
        log = self.folder / f"{name}.log"
        wait_until(lambda: self.is_well(name), lambda: None, f"{name}: {last_lines(log)}", PATIENCE)

    def get(self, path: str) -> str:
        """Return a page as the proxy would fetch it."""
        headers = {"Host": SITE, "X-Forwarded-Proto": "https"}
        address = self.here(f"http://127.0.0.1:8000{path}")
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture
def database() -> Iterator[str]:
    """Make an empty database, and take it away with the role that the portal made."""
    place = urlsplit(os.environ["DATABASE_URL"])
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"CREATE DATABASE {DATABASE}")
        yield place._replace(path=f"/{DATABASE}").geturl()
        cursor.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
        cursor.execute("DROP ROLE portal_web")


@pytest.fixture
def machine(database: str, tmp_path: Path) -> Iterator[Machine]:
    """Build what the image holds, and return the machine on which its services start."""
    sources = tmp_path / "image"
    (tmp_path / "private").mkdir(mode=0o700)
    shutil.copytree(ROOT, sources, ignore=ignored)
    subprocess.run([sys.executable, "-m", "deploy.image"], cwd=sources, check=True)
    place = urlsplit(database)
    made = keys.fresh()
    values = {"SITE_URL": f"https://{SITE}", "SECRET_KEY": made["secret_key"], "FIELD_KEYS": made["field_key"],
        "EMAIL_URL": "smtp://mailbox:8026", "POSTGRES_PASSWORD": secrets.token_urlsafe(8)}  # fmt: skip
    ports = {number: str(any_free()) for number in ("8000", "8024", "8025", "8026")}
    elsewhere = {
        f"portal_owner:{values['POSTGRES_PASSWORD']}@postgres:5432/portal": f"{place.netloc}/{DATABASE}",
        "@postgres:5432/portal": f"@{place.hostname}:{place.port}/{DATABASE}",
        "redis://redis:6379/0": os.environ["REDIS_URL"],
        "/var/lib/portal/private": str(tmp_path / "private"),
        "/tmp/beat": f"{tmp_path}/beat",
        "/tmp/mail": f"{tmp_path}/mail",
        "0.0.0.0": "127.0.0.1",
        "mailbox:8026": f"127.0.0.1:{ports['8026']}",
        **{f"{mark}{port}": f"{mark}{here}" for port, here in ports.items() for mark in ":="},
    }
    machine = Machine(sources, tmp_path, values, elsewhere)
    yield machine
    for process in machine.running:
        end(process)


def test_the_services_start_and_are_well_by_their_own_checks(machine: Machine) -> None:
    assert "only add to the trail" in machine.finish("migrate")
    dockerfile = (ROOT / "Dockerfile").read_text()
    command = dockerfile[dockerfile.rindex("CMD [") + 5 : dockerfile.rindex("]")].replace("\\\n", "").replace(",", " ")
    machine.start("web", command)
    for name in ("worker", "worker-urgent", "beat", "incoming", "mailbox"):
        machine.start(name)
    assert "--app=solidarity.celery" in compose_file.services()["worker"]["command"]
    for name in ("mailbox", "incoming", "beat", "worker", "worker-urgent"):
        machine.wait(name)
    address = machine.here("http://127.0.0.1:8000/healthz")
    wait_until(lambda: healthcheck.main(address) == 0, lambda: None, "web", PATIENCE)
    assert machine.get("/readyz") == "database: ready\nbroker: ready\n"
    page = machine.get("/ar/")
    assert 'dir="rtl"' in page
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert sheet.startswith("/static/css/portal.") and "@layer" in machine.get(sheet)
    said = machine.run("worker", "python", "manage.py", "doctor").stdout
    wrong = {line.split()[1] for line in said.splitlines() if line.startswith("WRONG")}
    assert wrong - {"beat"} == {"address"}  # nobody leads that name here, and the clock may not have come round yet
    backup = str(machine.folder / "backup")
    assert "holds the database" in machine.finish("migrate", "python", "manage.py", "backup", backup)


def test_the_image_holds_neither_secrets_nor_tests() -> None:
    names = ignored(str(ROOT), [".env", ".git", ".local", ".venv", "tests", "private", "manage.py", "locale"])
    assert names == {".env", ".git", ".local", ".venv", "tests", "private"}
    assert ignored(str(ROOT / "locale"), ["django.mo", "django.po"]) == {"django.mo"}


def test_a_page_that_is_away_and_a_file_that_is_old_are_not_well(tmp_path: Path) -> None:
    assert healthcheck.main(f"http://127.0.0.1:{any_free()}/healthz") == 1
    assert healthcheck.main(f"lmtp://127.0.0.1:{any_free()}") == 1
    assert healthcheck.main(str(tmp_path / "beat")) == 1
    written = tmp_path / "beat.db"
    written.touch()
    assert healthcheck.main(str(tmp_path / "beat")) == 0
    os.utime(written, (0, 0))
    assert healthcheck.main(str(tmp_path / "beat")) == 1
