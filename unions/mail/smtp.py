"""One session with the mail server: a reply for each message, and no waiting without end."""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum

from django.conf import settings

from unions.mail.addresses import Unsendable, envelope_address

# What says that the box itself does not exist or never takes mail (RFC 3463: class 5, subject 1).
HARD_CODES = {550, 551, 553}


class Outcome(Enum):
    """What became of one message."""

    SENT = "sent"
    LATER = "later"  # refused for now
    REFUSED = "refused"  # refused for good
    HARD = "hard"  # the address takes no mail
    UNCERTAIN = "uncertain"  # the line was cut: it may have arrived


@dataclass(frozen=True)
class Reply:
    """What became of one message, and the server's code where it gave one."""

    outcome: Outcome
    code: int | None = None


class Unreachable(Exception):
    """No session could be had: nothing was handed over."""


class Session:
    """A session that opens when it is first needed, and again after it was cut."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> None:
        """Open the session now, for who only wants to know. Raises Unreachable; its cause says why."""
        self._opened()

    def hand_over(self, address: str, message: bytes) -> Reply:
        """Hand one message over to one address. Raises Unreachable where there is no server to take it."""
        try:
            recipient = envelope_address(address)
        except Unsendable:
            return Reply(Outcome.HARD)
        server = self._opened()
        if not recipient.isascii() and not server.has_extn("smtputf8"):
            return Reply(Outcome.REFUSED)
        try:
            server.sendmail(self._sender, [recipient], message, self._options(server, recipient))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            return self._refusal(error)
        except (smtplib.SMTPException, OSError):
            self.close()
            return Reply(Outcome.UNCERTAIN)
        return Reply(Outcome.SENT, 250)

    def close(self) -> None:
        """End the session, politely where the line still holds."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _opened(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _open()
            except (smtplib.SMTPException, OSError) as error:
                raise Unreachable from error
        return self._server

    def _options(self, server: smtplib.SMTP, recipient: str) -> list[str]:
        wanted = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        return wanted if recipient.isascii() else [*wanted, "SMTPUTF8"]

    def _refusal(self, error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> Reply:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            code = next(iter(error.recipients.values()))[0]
            hard = Outcome.HARD if code in HARD_CODES else Outcome.REFUSED
        else:
            # A refused sender is our own fault, and no reason to give a reader up.
            code = error.smtp_code
            hard = Outcome.LATER if isinstance(error, smtplib.SMTPSenderRefused) else Outcome.REFUSED
        if code == 421:  # the server closes the session
            self.close()
        return Reply(hard if 500 <= code < 600 else Outcome.LATER, code)


def _open() -> smtplib.SMTP:
    """Open a session; where it is encrypted, only with a server whose certificate is good for its name."""
    where = (settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SITE_HOST)
    trust = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        server = smtplib.SMTP_SSL(*where, timeout=settings.EMAIL_TIMEOUT, context=trust)
    else:
        server = smtplib.SMTP(*where, timeout=settings.EMAIL_TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=trust)
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server
