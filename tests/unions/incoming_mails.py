"""Mails as they come in: built here as bytes, the way programs and servers write them."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from tests.factories import NOW

QUOTED = """
On Mon, 23 Nov 2026 at 10:00, Across Borders
<portal@localhost> wrote:

> A union asks yours for help.
>
> Answer by Friday.
"""


def written(text: str = "We send a delegation.", *, to: str, html: str = "", **heads: str) -> EmailMessage:
    """A mail that a person wrote; heads by name, with `_` for `-`."""
    mail = EmailMessage()
    known = {
        "From": "Ana <ana@example.org>",
        "To": to,
        "Subject": "Re: A request needs you",
        "Date": format_datetime(NOW),
    }
    given = {name.replace("_", "-"): value for name, value in heads.items()}
    for name, value in ({"Message-ID": "<one@mail.example.org>"} | known | given).items():
        mail[name] = value
    if text:
        mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html") if text else mail.set_content(html, subtype="html")
    return mail


def bounced(to: str, status: str = "5.1.1", action: str = "failed", diagnostic: str = "smtp; 550 no such box") -> bytes:
    """What a mail server reports of a mail that it could not deliver, as Postfix writes it."""
    lines = f"""From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_x"

--=_x
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

--=_x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; ana@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--=_x
Content-Type: text/rfc822-headers

Subject: A request needs you

--=_x--
"""
    return lines.replace("\n", "\r\n").encode()


def complained(to: str, sender: str, kind: str = "abuse", heads: str = "Original-Mail-From") -> bytes:
    """What a provider reports of a reader who called a mail a nuisance."""
    reported = f"{heads}: <{sender}>\n" if heads != "Return-Path" else ""
    original = f"Return-Path: <{sender}>\n" if heads == "Return-Path" else ""
    lines = f"""From: feedback@example.org
To: {to}
Subject: FW: A request needs you
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_x"

--=_x
Content-Type: text/plain

This is an abuse report.

--=_x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Feedback/1.0
Version: 1
{reported}Source-IP: 192.0.2.1

--=_x
Content-Type: message/rfc822

{original}From: Across Borders <portal@localhost>
Subject: A request needs you

Words.
--=_x--
"""
    return lines.replace("\n", "\r\n").encode()


def nested(depth: int, to: str) -> bytes:
    """A mail of mails of mails."""
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="{number}"\r\n\r\n--{number}\r\n' for number in range(depth)
    )
    return f"To: {to}\r\n{heads}Content-Type: text/plain\r\n\r\nDeep\r\n".encode()


def with_raw_body(to: str, body: bytes, content_type: str = "text/plain; charset=utf-8", **heads: Any) -> bytes:
    """A mail whose body is exactly these bytes."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in heads.items())
    return f"From: ana@example.org\r\nTo: {to}\r\n{more}Content-Type: {content_type}\r\n\r\n".encode() + body
