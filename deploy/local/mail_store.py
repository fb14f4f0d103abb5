"""The demonstration's mails: caught over SMTP, kept as files, read again for the page."""

import itertools
import time
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

KEPT = 2000  # files; the oldest go first
RECIPIENT = "X-Caught-For"  # the envelope's recipient, which a mail's own headers need not name


@dataclass(frozen=True)
class CaughtMail:
    """One message as one recipient would get it."""

    name: str
    recipient: str
    message: EmailMessage

    @property
    def caught_at(self) -> float:
        """Return the moment in Unix seconds."""
        return int(self.name.split("-")[0]) / 1_000_000_000

    def body(self, kind: str) -> str:
        """Return the part of this kind, `plain` or `html`, or nothing."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


class MailStore:
    """A folder with one file for each message and recipient; also what aiosmtpd calls when a mail comes in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a copy for each recipient."""
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            self.keep(recipient, content)
        for name in self.names()[KEPT:]:
            (self.folder / name).unlink(missing_ok=True)
        return "250 OK"

    def keep(self, recipient: str, content: bytes) -> None:
        """Write the message under a name that sorts by time; readers never see half of it."""
        path = self.folder / f"{time.time_ns()}-{next(self.numbers)}.eml"
        unfinished = path.with_suffix(".part")
        one_line = "".join(recipient.splitlines())
        unfinished.write_bytes(f"{RECIPIENT}: {one_line}\r\n".encode() + content)
        unfinished.rename(path)

    def names(self) -> list[str]:
        """List the files, newest first."""
        return sorted((path.name for path in self.folder.glob("*.eml")), reverse=True)

    def read(self, name: str) -> CaughtMail | None:
        """Return one mail; None for a name that is not in the list, so that no path leads out of the folder."""
        if name not in self.names():
            return None
        message = message_from_bytes((self.folder / name).read_bytes(), policy=policy.default)
        return CaughtMail(name, str(message[RECIPIENT]), message)

    def recipient_of(self, name: str) -> str:
        """Read only the first line of a file, which we wrote ourselves."""
        with (self.folder / name).open(encoding="utf-8", errors="replace") as file:
            return file.readline().partition(": ")[2].strip()

    def newest(self, count: int, recipient: str = "") -> list[CaughtMail]:
        """Return the newest mails, all or those of one recipient."""
        wanted = (name for name in self.names() if not recipient or self.recipient_of(name) == recipient)
        return [mail for name in itertools.islice(wanted, count) if (mail := self.read(name))]

    def recipients(self) -> list[str]:
        """List who got mail, the latest first."""
        return list(dict.fromkeys(self.recipient_of(name) for name in self.names()))
