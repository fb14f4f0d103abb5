"""The drill: a portal is backed up, lives on, is killed, and comes back as it was; no mail goes twice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import psycopg2
import pytest

from deploy.local import keys, postgres
from deploy.local.places import ROOT, temporary_folder
from deploy.local.portal_environment import portal_environment, with_shell
from deploy.local.ports import any_free
from deploy.local.processes import end, spawn
from deploy.local.throwaway import PREFIX
from tests.smtp_server import SmtpServer

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
HASH = "SELECT count(*), md5(coalesce(string_agg(row::text, '|' ORDER BY row::text), '')) FROM {} AS row"
# What a restore itself writes: what waited is held, the trail says so, and the doctor may see when the clock came.
WRITTEN_BY_RESTORING = {"alerts_alertdelivery", "unions_announcement", "unions_outgoingmail", "unions_auditevent",
    "django_session", "unions_limits"}  # fmt: skip
START = "import django; django.setup()\n"
TICK = """
from solidarity.tasks import let_the_clock_tick
let_the_clock_tick()
"""
SEND = """
from solidarity.alerts import engine
from unions.actions import outgoing_mails
while engine.run():
    pass
outgoing_mails.send_waiting()
"""
NEWS = """
from django.utils import timezone
from django.core.mail import EmailMessage
from solidarity.models import SolidarityRequest
from unions.announcements import announce_again
call = SolidarityRequest.objects.filter(addressees__isnull=False, state="open").order_by("pk").first()
made = announce_again("request_addressed", call, by=None, at=timezone.now())
EmailMessage("A single mail", "Words", to=["single@example.org"]).send()
print(made.pk)
"""
FILE = """
from django.core.files.base import ContentFile
from unions.fields import private_storage
private_storage().save("photos/{name}", ContentFile(b"{name}"))
"""
WAITING = """
from solidarity.alerts.models import AlertDelivery
from unions.models import OutgoingMail
waiting = AlertDelivery.objects.filter(state="waiting"), OutgoingMail.objects.filter(sent_at=None, failed_at=None)
print(*(rows.count() for rows in waiting))
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that the database's user may enter."""
    made = temporary_folder(f"{PREFIX}{os.getpid()}-")
    yield made
    subprocess.run(["rm", "-rf", made], check=True)


@dataclass
class Portal:
    """A portal of its own: a cluster, a folder of private files, the tests' broker and mail server."""

    folder: Path
    secrets: dict[str, str]
    smtp_server: SmtpServer
    url: str = ""
    clusters: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start_cluster(self, name: str) -> "subprocess.Popen[bytes]":
        """Start an empty database of that name and let the portal use it."""
        password = self.secrets["postgres_password"]
        service = postgres.prepare(
            self.folder / name, password=password, port=any_free(), settings={"synchronous_commit": "on"}
        )
        log = self.folder / f"{name}.log"
        process = spawn(service.command, log=log, as_nobody=service.as_nobody, folder=Path("/"))
        self.clusters.append(process)
        service.wait(lambda: None if process.poll() is None else pytest.fail(log.read_text()))
        self.url = service.url
        return process

    def run(self, *arguments: str | Path, ok: bool = True) -> str:
        """Run a process of the portal's and return what it says."""
        variables = portal_environment(
            keys=self.secrets,
            database_url=self.url,
            redis_url=os.environ["REDIS_URL"],
            site_url="http://localhost:8000",
            email_url=f"smtp://127.0.0.1:{self.smtp_server.port}",
            private_files=self.folder / "private",
        )
        surroundings = with_shell({**variables, "DEMONSTRATION": "1"})
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=surroundings, capture_output=True, text=True,
            check=False)  # fmt: skip
        assert (done.returncode == 0) == ok, done.stderr[-3000:]
        return done.stdout if ok else done.stderr

    def manage(self, *arguments: str | Path, ok: bool = True) -> str:
        """Run a command of the portal's."""
        return self.run("manage.py", *arguments, ok=ok)

    def do(self, code: str) -> str:
        """Run code inside the portal."""
        return self.run("-c", START + code).strip()

    def tables(self) -> dict[str, tuple[int, str]]:
        """Return number of rows and hash of every table."""
        connection = psycopg2.connect(self.url)
        with connection, connection.cursor() as cursor:
            cursor.execute(TABLES)
            found = {}
            for (name,) in cursor.fetchall():
                cursor.execute(HASH.format(name))
                found[name] = cursor.fetchone()
        connection.close()
        return found

    def files(self) -> dict[str, bytes]:
        """Return every private file."""
        private = self.folder / "private"
        return {str(path.relative_to(private)): path.read_bytes() for path in private.rglob("*") if path.is_file()}


@pytest.fixture
def portal(folder: Path, smtp_server: SmtpServer) -> Iterator[Portal]:
    """Return a portal whose clusters the test starts; they end with it."""
    made = Portal(folder, keys.fresh(), smtp_server)
    yield made
    for cluster in made.clusters:
        end(cluster, signal.SIGINT)


def message_ids(server: SmtpServer) -> list[str]:
    """Return the Message-ID of each copy that arrived."""
    return [str(message_from_bytes(message)["Message-ID"]) for _sender, _to, message in server.messages]


def test_a_portal_comes_back_as_it_was_and_no_mail_goes_twice(
    portal: Portal, folder: Path, smtp_server: SmtpServer
) -> None:
    first = portal.start_cluster("first")
    portal.manage("migrate", "--verbosity=0")
    portal.manage("seed_demo")
    portal.do(FILE.format(name="before.jpg") + NEWS + TICK + SEND)
    waiting = portal.do(NEWS)
    tables, files = portal.tables(), portal.files()
    backup = folder / "backup"
    assert "1 private files" in portal.manage("backup", backup)

    after = portal.do(FILE.format(name="after.jpg") + SEND + NEWS + NEWS + SEND)
    assert [int(number) for number in after.split()] == [int(waiting) + 1, int(waiting) + 2]
    arrived = len(smtp_server.messages)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    portal.start_cluster("second")
    said = portal.manage("restore", backup)
    restored = portal.tables()
    assert {name: row for name, row in restored.items() if name not in WRITTEN_BY_RESTORING} == {
        name: row for name, row in tables.items() if name not in WRITTEN_BY_RESTORING
    }
    assert restored["alerts_alertdelivery"][0] == tables["alerts_alertdelivery"][0]
    assert restored["unions_outgoingmail"][0] == tables["unions_outgoingmail"][0]
    assert portal.files() == files == {"photos/before.jpg": b"before.jpg"}

    portal.do(SEND)
    assert len(smtp_server.messages) == arrived
    portal.do(NEWS + SEND)
    assert len(smtp_server.messages) > arrived
    assert len(message_ids(smtp_server)) == len(set(message_ids(smtp_server)))

    moment = said.split("release_held ")[1].strip()
    assert "1 single mails" in portal.manage("release_held", moment)
    assert portal.do(WAITING) == "0 1"


def test_a_backup_that_is_not_whole_changes_nothing(portal: Portal, folder: Path) -> None:
    portal.start_cluster("only")
    portal.manage("migrate", "--verbosity=0")
    portal.do(FILE.format(name="before.jpg"))
    backup = folder / "backup"
    portal.manage("backup", backup)
    assert portal.secrets["field_key"] not in "".join(path.read_text("latin-1") for path in backup.rglob("*.*"))
    assert (backup.stat().st_mode | (backup / "files" / "photos" / "before.jpg").stat().st_mode) & 0o077 == 0
    assert "is not empty" in portal.manage("backup", backup, ok=False)
    portal.do("from tests import factories; factories.make_user()")
    tables = portal.tables()

    assert "Say --yes" in portal.manage("restore", backup, ok=False)
    with closing(psycopg2.connect(portal.url)):
        assert "1 others use this database" in portal.manage("restore", backup, "--yes", ok=False)
    portal.secrets["field_key"], own = keys.fresh()["field_key"], portal.secrets["field_key"]
    assert "FIELD_KEYS do not open it" in portal.manage("restore", backup, "--yes", ok=False)
    portal.secrets["field_key"] = own
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | {"migrations": ["unions.9999_later"]}))
    assert "A newer release wrote it" in portal.manage("restore", backup, "--yes", ok=False)
    (backup / "manifest.json").write_text(json.dumps(manifest))
    (backup / "files" / "photos" / "before.jpg").write_bytes(b"other")
    assert "not as they were written, files/photos/before.jpg" in portal.manage("restore", backup, "--yes", ok=False)
    (backup / "manifest.json").unlink()
    assert "no whole backup" in portal.manage("restore", backup, "--yes", ok=False)
    assert portal.tables() == tables


def test_a_backup_in_place_of_a_portal_can_be_backed_up_and_put_back_again(portal: Portal, folder: Path) -> None:
    portal.start_cluster("only")
    portal.manage("migrate", "--verbosity=0")
    portal.do("from tests import factories; factories.make_user('first')")
    for generation in ("one", "two"):
        portal.manage("backup", folder / generation)
        portal.do(f"from tests import factories; factories.make_user('{generation}')")
        portal.manage("restore", folder / generation, "--yes")
    assert portal.do("from unions.models import User; print(*User.objects.values_list('handle', flat=True))") == "first"
