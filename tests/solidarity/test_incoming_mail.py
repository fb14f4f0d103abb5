"""Mail comes in by folders, by a pipe and by LMTP: through the real commands, and nothing is lost when they end."""

import contextlib
import mailbox
import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import policy
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from solidarity.actions.incoming_mails import take
from solidarity.models import Addressee, ReplyDraft
from solidarity.notifications.reply_addresses import reply_address
from tests import factories
from tests.solidarity.answering import asked
from tests.unions.incoming_mails import bounced, complained, nested, written
from unions.announcements import Variant, announce
from unions.choices import Grade, ReturnKind
from unions.mail.verp import return_path
from unions.models import Recipient, ReturnedMail, Unsubscription


@pytest.fixture
def addressee() -> Addressee:
    """A listed organisation that is asked; no clock runs."""
    return asked(due={"due_at": None}, closes_on=None)


@pytest.fixture
def reply_to(addressee: Addressee) -> str:
    """Where its contact answers by mail."""
    return reply_address(addressee.public_id, addressee.organisation.contacts.get(), Variant("en", Grade.PUBLIC))


@pytest.fixture
def reader() -> Recipient:
    """Somebody to whom news went."""
    return factories.make_user("ana").recipient


@pytest.fixture
def way_back(reader: Recipient) -> str:
    """The envelope sender of their copy."""
    news = announce("request_addressed", factories.make_request(), by=None, at=timezone.now())
    return return_path(news.pk, reader.pk)


def is_suspended(reader: Recipient) -> bool:
    """Whether nothing is mailed to them any more."""
    return Recipient.objects.get(pk=reader.pk).suspended_at is not None


def read_mail(*arguments: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("read_mail", *arguments, stdout=out)
    return out.getvalue().strip()


def left(kind: Callable[..., Any], path: Path) -> int:
    """How many mails lie in a folder."""
    with contextlib.closing(kind(path)) as box:
        return len(box)


class TestFolders:
    @pytest.mark.parametrize("kind", [mailbox.Maildir, mailbox.mbox])
    def test_all_mails_are_taken_and_removed(
        self, kind: Callable[..., Any], tmp_path: Path, way_back: str, reply_to: str, reader: Recipient
    ) -> None:
        box = kind(tmp_path / "mail")
        for mail in (bounced(way_back), complained("complaints@localhost", way_back), written(to=reply_to).as_bytes()):
            box.add(mail)
        box.add(nested(5000, reply_to))
        box.add(b"x" * 3_000_000)
        box.close()
        assert read_mail(str(tmp_path / "mail")) == "bounce: 1, complaint: 1, reply: 1, ignored: 2"
        assert is_suspended(reader) and Unsubscription.objects.count() == ReplyDraft.objects.count() == 1
        assert left(kind, tmp_path / "mail") == 0
        assert read_mail(str(tmp_path / "mail")) == "bounce: 0, complaint: 0, reply: 0, ignored: 0"

    def test_where_the_server_wrote_for_whom_it_was_is_believed(self, tmp_path: Path, way_back: str) -> None:
        box = mailbox.Maildir(tmp_path / "mail")
        box.add(f"Delivered-To: {way_back}\r\n".encode() + bounced("Somebody <portal@localhost>"))
        assert read_mail(str(tmp_path / "mail")).startswith("bounce: 1")

    @pytest.mark.parametrize("kind", [mailbox.Maildir, mailbox.mbox])
    def test_while_the_database_is_away_nothing_is_removed(
        self, kind: Callable[..., Any], tmp_path: Path, way_back: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        box = kind(tmp_path / "mail")
        for number in range(3):
            box.add(b"X-Number: %d\r\n" % number + bounced(way_back))
        box.close()
        monkeypatch.setattr("unions.actions.returned_mails.Announcement.objects.filter", away)
        with pytest.raises(CommandError) as refusal:
            read_mail(str(tmp_path / "mail"))
        assert refusal.value.returncode == 75
        assert left(kind, tmp_path / "mail") == 3

    def test_what_is_no_mailbox_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="neither a maildir nor an mbox"):
            read_mail(str(tmp_path))
        with pytest.raises(CommandError, match="neither a maildir nor an mbox"):
            read_mail(str(tmp_path / "nothing"))


def away(*arguments: Any, **options: Any) -> None:
    """Fail as the database does when it is gone."""
    raise OperationalError


class TestForgeries:
    def test_a_forged_way_back_changes_nothing(self, way_back: str, reader: Recipient) -> None:
        box, _at, host = way_back.partition("@")
        bent = box[:-1] + ("b" if box[-1] == "a" else "a")
        for forged in (f"{bent}@{host}", f"bounces+{'a' * 56}@{host}", f"bounces@{host}"):
            take(bounced(forged), at=timezone.now())
            take(complained("complaints@localhost", forged), at=timezone.now())
        assert not is_suspended(reader) and not ReturnedMail.objects.exists() and not Unsubscription.objects.exists()

    def test_a_reply_to_the_way_back_and_a_report_to_a_reply_address_change_nothing(
        self, way_back: str, reply_to: str, reader: Recipient
    ) -> None:
        take(written(to=way_back).as_bytes(), at=timezone.now())
        take(bounced(reply_to), at=timezone.now())
        assert not is_suspended(reader) and not ReturnedMail.objects.exists() and not ReplyDraft.objects.exists()

    def test_a_soft_bounce_suspends_nobody(self, way_back: str, reader: Recipient) -> None:
        take(bounced(way_back, "5.2.2"), at=timezone.now())
        assert not is_suspended(reader) and ReturnedMail.objects.get().kind == ReturnKind.SOFT


# The commands as processes of their own ------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """That of this run, with the tests' database."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return {**os.environ, "DATABASE_URL": database}


def piped(mail: bytes, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Hand one mail over as a mail server does by a pipe."""
    command = [sys.executable, "manage.py", "read_mail", "-", *arguments]
    return subprocess.run(command, input=mail, env=environment(), capture_output=True, check=False)


@pytest.fixture
def server() -> Iterator["subprocess.Popen[str]"]:
    """The LMTP server on a free port."""
    command = [sys.executable, "manage.py", "receive_mail", "--port", "0"]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.fixture
def client(server: "subprocess.Popen[str]") -> Iterator[smtplib.LMTP]:
    """A session with it."""
    assert server.stdout is not None
    port = int(server.stdout.readline().rstrip(".\n").rpartition(" ")[2])
    client = smtplib.LMTP("127.0.0.1", port, timeout=30)
    yield client
    client.close()


@pytest.mark.django_db(transaction=True)
class TestProcesses:
    def test_a_mail_comes_by_a_pipe(self, way_back: str, reader: Recipient) -> None:
        report = bounced("portal@localhost")
        assert piped(report).stdout.startswith(b"bounce: 0")
        done = piped(report, "--to", way_back)
        assert done.returncode == 0 and done.stdout.startswith(b"bounce: 1")
        assert is_suspended(reader)

    def test_mails_come_by_lmtp_and_each_recipient_has_a_reply(
        self, client: smtplib.LMTP, server: "subprocess.Popen[str]", way_back: str, reply_to: str, reader: Recipient
    ) -> None:
        client.sendmail("", [way_back], bounced(way_back))
        assert is_suspended(reader)
        client.mail("ana@example.org")
        asked_for = (reply_to, "nobody@localhost", reply_to, "x@example.org")
        assert [client.rcpt(to)[0] for to in asked_for] == [250, 550, 250, 550]
        client.docmd("DATA")
        client.send(written("We send a delegation.", to=reply_to).as_bytes(policy=policy.SMTP) + b"\r\n.\r\n")
        assert [client.getreply()[0] for _recipient in range(2)] == [250, 250]
        assert ReplyDraft.objects.get().text == "We send a delegation."
        client.quit()
        server.send_signal(signal.SIGTERM)
        _out, log = server.communicate(timeout=30)
        assert server.returncode == 0
        assert "delegation" not in log and reply_to not in log and "ana@" not in log

    def test_hostile_mails_do_not_end_it(self, client: smtplib.LMTP, reply_to: str, way_back: str) -> None:
        for mail in (b"", b"\0\r\n\xff", nested(3000, reply_to), b"Subject: =?x?q?" + b"\xff" * 900):
            assert client.sendmail("x@example.org", [reply_to], mail) == {}
        with pytest.raises(smtplib.SMTPException):
            client.sendmail("x@example.org", [reply_to], b"x" * 70 + b"\r\n" + (b"x" * 70 + b"\r\n") * 40_000)
        client.sendmail("", [way_back], bounced(way_back))
        assert ReturnedMail.objects.count() == 1
