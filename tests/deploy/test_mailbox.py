"""The demonstration's mailbox: a mail that goes in over SMTP comes out on the page, and can do no harm there."""

import http.client
import json
import smtplib
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.local.one_time_codes import code
from deploy.local.ports import any_free, is_free
from deploy.local.processes import end, spawn

PERSON = {
    "handle": "amina",
    "role": "staff",
    "organisation": "Dockers <of> Tangier",
    "email": "amina@example.org",
    "password": "three plain words",
    "totp_secret": "GEZDGNBVGY3TQOJQ",
}


class Mailbox:
    """A running mailbox, its page and its SMTP port."""

    def __init__(self, folder: Path) -> None:
        self.smtp_port, self.page_port = any_free(), any_free()
        (folder / "people.json").write_text(json.dumps([PERSON]))
        options = {
            "smtp-port": self.smtp_port,
            "page-port": self.page_port,
            "folder": folder,
            "people": folder / "people.json",
        }
        arguments = [f"--{name}={value}" for name, value in options.items()]
        self.process = spawn([sys.executable, "-m", "deploy.local.mailbox", *arguments], log=folder / "log")
        while is_free(self.page_port):
            assert self.process.poll() is None, (folder / "log").read_text()
            time.sleep(0.02)

    def send(self, subject: str, text: str, html: str = "", to: str = "ana@example.org") -> None:
        """Hand in a mail over SMTP."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "portal@example.org", to
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as session:
            session.send_message(message)

    def get(self, path: str, host: str = "localhost") -> tuple[int, str, http.client.HTTPMessage]:
        """Fetch a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.page_port)
        connection.request("GET", path, headers={"Host": f"{host}:{self.page_port}"})
        answer = connection.getresponse()
        page = answer.status, answer.read().decode(), answer.headers
        connection.close()
        return page

    def first_mail(self) -> str:
        """Return the path of the newest mail's page."""
        return "/mail/" + self.get("/")[1].split('href="/mail/')[1].split('"')[0]


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    running = Mailbox(tmp_path)
    yield running
    end(running.process)


def test_a_mail_is_shown_with_its_link(mailbox: Mailbox) -> None:
    mailbox.send("نداء تضامن", "Answer at http://localhost:8000/en/answer/abc?x=1&y=2.")
    page = mailbox.get(mailbox.first_mail())[1]
    assert "نداء تضامن" in page
    assert 'href="http://localhost:8000/en/answer/abc?x=1&amp;y=2"' in page


def test_the_newest_mail_comes_first(mailbox: Mailbox) -> None:
    for subject in ("the first", "the second"):
        mailbox.send(subject, "text")
    page = mailbox.get("/")[1]
    assert page.index("the second") < page.index("the first")


def test_one_recipients_mails_can_be_read_alone(mailbox: Mailbox) -> None:
    mailbox.send("for Ana", "text", to="ana@example.org")
    mailbox.send("for Boris", "text", to="boris@example.org")
    page = mailbox.get("/?to=boris%40example.org")[1]
    assert "for Boris" in page
    assert "for Ana" not in page


def test_markup_in_a_mail_is_shown_and_not_obeyed(mailbox: Mailbox) -> None:
    mailbox.send("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", to="<b>@example.org")
    for path in ("/", mailbox.first_mail()):
        page = mailbox.get(path)[1]
        assert "<script" not in page
        assert "<img" not in page


def test_the_html_part_stands_alone_under_a_policy_that_lets_it_run_nothing(mailbox: Mailbox) -> None:
    mailbox.send("both", "text", html="<p>Hello</p><script>alert(1)</script>")
    status, page, headers = mailbox.get(f"{mailbox.first_mail()}/html")
    assert (status, "<p>Hello</p>" in page) == (200, True)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "allow-scripts" not in headers["Content-Security-Policy"]


def test_the_page_shows_the_codes_that_the_people_need_now(mailbox: Mailbox) -> None:
    before = code(PERSON["totp_secret"], time.time())
    page = mailbox.get("/")[1]
    assert before in page or code(PERSON["totp_secret"], time.time()) in page
    assert "Dockers &lt;of&gt; Tangier" in page


def test_another_sites_page_cannot_read_it_under_its_own_name(mailbox: Mailbox) -> None:
    status, page, _ = mailbox.get("/", host="evil.example.org")
    assert status == 421
    assert "amina" not in page


def test_no_path_leads_out_of_the_folder(mailbox: Mailbox) -> None:
    assert mailbox.get("/mail/../people.json")[0] == 404
    assert mailbox.get("/mail/..%2Fpeople.json")[0] == 404
