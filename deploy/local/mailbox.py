"""The demonstration's mailbox: an SMTP server that catches all, and the page that shows it. A process of its own."""

import argparse
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

from deploy.local import mailbox_pages
from deploy.local.demo_people import read as read_people
from deploy.local.mail_store import MailStore

OWN_NAMES = {"localhost", "127.0.0.1"}  # another name is another site's page that reaches for ours
POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"  # a mail runs nothing; its links open the portal
MAIL_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; {SANDBOX}"
STYLESHEET = Path(__file__).with_name("mailbox.css")
LISTED = 100


class MailboxPage(BaseHTTPRequestHandler):
    """Answers GET with the list, one mail, its HTML part, or the people with their codes."""

    store: MailStore
    people_file: Path

    def do_GET(self) -> None:
        """Find the page and send it."""
        if (self.headers.get("Host") or "").rsplit(":", 1)[0] not in OWN_NAMES:
            return self.send("Only localhost is answered here.", HTTPStatus.MISDIRECTED_REQUEST, "text/plain")
        parts = urlsplit(self.path)
        if parts.path == "/mailbox.css":
            return self.send(STYLESHEET.read_text(), kind="text/css")
        if parts.path == "/":
            return self.send(self.overview(parse_qs(parts.query).get("to", [""])[0]))
        return self.send_mail(*parts.path.removeprefix("/mail/").partition("/")[::2])

    def overview(self, recipient: str) -> str:
        """Return the first page: people and codes, then the mails, of one recipient if asked."""
        people = read_people(self.people_file)
        mails = self.store.newest(LISTED, recipient)
        return mailbox_pages.overview(people, mails, self.store.recipients(), recipient, time.time())

    def send_mail(self, name: str, part: str) -> None:
        """Send one mail's page; its HTML part goes alone, under a policy that lets it do nothing."""
        mail = self.store.read(name)
        if mail is None or part not in ("", "html"):
            return self.send("There is no such mail.", HTTPStatus.NOT_FOUND, "text/plain")
        if part == "html":
            return self.send(mailbox_pages.html_part(mail), policy=MAIL_POLICY)
        return self.send(mailbox_pages.one_mail(mail))

    def send(
        self, text: str, status: HTTPStatus = HTTPStatus.OK, kind: str = "text/html", policy: str = POLICY
    ) -> None:
        """Send a text with the headers that all pages have."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep no log of who read what."""


def serve(host: str, smtp_port: int, page_port: int, folder: Path, people_file: Path) -> None:
    """Catch mails and show them until the process is stopped."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = MailStore(folder)
    Controller(store, hostname=host, port=smtp_port).start()
    page = type("BoundMailboxPage", (MailboxPage,), {"store": store, "people_file": people_file})
    ThreadingHTTPServer((host, page_port), page).serve_forever()


def main() -> None:
    """Read the ports and the folder from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="where to listen: in a container, 0.0.0.0")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--people", type=Path, required=True)
    options = parser.parse_args()
    serve(options.host, options.smtp_port, options.page_port, options.folder, options.people)


if __name__ == "__main__":
    main()
