"""The doctor looks at the mail server, and sends a mail to look for."""

import smtplib
import ssl
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.core.mail import EmailMessage

from solidarity.management.running.findings import Finding, either
from unions.mail import Outcome, carrier, on_the_wire, return_path
from unions.mail.answers import KeyRefused
from unions.mail.headers import fresh_message_id
from unions.mail.smtp import Unreachable

ADVICE: tuple[tuple[type[BaseException], str], ...] = (
    (KeyRefused, "It refuses the key: check what stands before the @ in EMAIL_URL."),
    (smtplib.SMTPAuthenticationError, "It refuses user or password: check them in EMAIL_URL."),
    (smtplib.SMTPNotSupportedError, "It lacks what EMAIL_URL asks for: take smtps:// and port 465, or leave ?tls=1."),
    (
        ssl.SSLCertVerificationError,
        "Its certificate is not good for the host in EMAIL_URL: take the name it says.",
    ),
    (ssl.SSLError, "It does not speak TLS there: port 465 wants smtps://, port 587 wants smtp:// and ?tls=1."),
    (smtplib.SMTPException, "It answers, but not as a mail server should: check the port in EMAIL_URL."),
    (OSError, "Check host and port in EMAIL_URL, and whether this machine may call out on that port."),
)
WORDS = """This is a test of {site}. If you read it, mails leave.

Look at its headers as well: the receiving server should say spf=pass, dkim=pass and dmarc=pass. If it lay in the spam
folder, they tell why.
"""


def server() -> Iterator[Finding]:
    """Whether it takes us in, and whether others could read along."""
    place = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with carrier() as session:
            session.open()
    except Unreachable as error:
        yield Finding("mail", f"{place} does not take us in.", _advice(error.__cause__))
        return
    if settings.EMAIL_PROVIDER:
        yield Finding("mail", f"{place} answers. Whether it takes us in, only a mail shows: doctor --to an address.")
        return
    is_closed = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS or _is_near(settings.EMAIL_HOST)
    yield either(
        "mail",
        is_closed,
        f"{place} takes us in.",
        f"{place} takes us in, but everybody on the way can read along.",
        "Take smtps:// or add ?tls=1 in EMAIL_URL.",
    )


def send_to(address: str) -> Iterator[Finding]:
    """Hand one mail over, now and past the outbox, and say what the server replied."""
    message = EmailMessage(
        f"A test of {settings.SITE_NAME}",
        WORDS.format(site=settings.SITE_URL),
        to=[address],
        headers={"Message-ID": fresh_message_id(), "Auto-Submitted": "auto-generated"},
    )
    try:
        with carrier() as session:
            # From where alerts come: some servers let an account write from its own address alone.
            reply = session.hand_over(address, on_the_wire(message), sender=return_path(0, 0))
    except Unreachable as error:
        yield Finding("test mail", "It could not be handed over.", _advice(error.__cause__))
        return
    yield either(
        "test mail",
        reply.outcome == Outcome.SENT,
        "It is handed over. Look for it in the inbox, and in the spam folder.",
        f"The server refused it ({reply.code or reply.outcome.value}).",
        "Check the address, and whether the server lets MAIL_FROM send.",
    )


def _advice(cause: BaseException | None) -> str:
    return next((advice for kind, advice in ADVICE if isinstance(cause, kind)), "Look at EMAIL_URL.")


def _is_near(host: str) -> bool:
    """Whether a host is this machine or stands in its private network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host
