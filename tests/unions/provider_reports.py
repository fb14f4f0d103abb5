"""What providers report when they call, with all that stands in it by their documentation, and how they call."""

import base64
import json
from typing import Any

from django.test import Client

from unions.mail import Body, Copy
from unions.mail.fields import in_fields

SECRET = "a long secret"
TO = "ana@example.org"
AT = "2026-11-23T09:00:00.000Z"
HEADERS = {"to": TO, "from": "portal@localhost", "message-id": "one@localhost", "subject": "A request needs you"}


def call(body: Any, secret: str = SECRET) -> int:
    """Call as a provider does."""
    known = "Basic " + base64.b64encode(f"portal:{secret}".encode()).decode()
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(headers={"Authorization": known} if secret else {})
    return client.post("/mail/reports/", text, content_type="application/json").status_code


def amazon(
    way_back: str, kind: str = "Bounce", status: str = "5.1.1", *, of: str = "Permanent", detail: str = "General"
) -> dict[str, Any]:
    """What Amazon SES reports: a status and a reply only where the other server gave one."""
    recipient = {"emailAddress": TO}
    if status:
        recipient |= {"action": "failed", "status": status, "diagnosticCode": f"smtp; 550 {status} no such box"}
    bounce = {
        "feedbackId": "01000-000000",
        "bounceType": of,
        "bounceSubType": detail,
        "bouncedRecipients": [recipient],
        "timestamp": AT,
        "remoteMtaIp": "5.1.1.8",
        "reportingMTA": "dns; amazonses.com",
    }
    mail = {
        "timestamp": AT,
        "source": way_back,
        "sourceIp": "5.1.1.7",
        "messageId": "01000-000001",
        "destination": [TO],
        "headersTruncated": False,
    }
    return {"notificationType": kind, "bounce": bounce, "mail": mail}


def mailgun(
    way_back: str,
    kind: str = "failed",
    status: str = "5.1.1",
    *,
    of: str = "permanent",
    code: int = 550,
    reason: str = "bounce",
    message: str = "no such box",
) -> dict[str, Any]:
    """What Mailgun reports: the finer code only where the other server gave one."""
    delivery = {"attempt-no": 1, "code": code, "message": message, "description": "", "mx-host": "mx.example.org"}
    event = {
        "event": kind,
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": 1795424400.5,
        "log-level": "error",
        "severity": of,
        "reason": reason,
        "recipient": TO,
        "recipient-domain": "example.org",
        "delivery-status": delivery | ({"enhanced-code": status} if status else {}),
        "envelope": {"transport": "smtp", "sender": way_back, "targets": TO, "sending-ip": "5.1.1.7"},
        "message": {"headers": HEADERS, "attachments": [], "size": 4200},
        "tags": [],
        "user-variables": {},
    }
    return {"signature": {"token": "a", "timestamp": "1795424400", "signature": "b"}, "event-data": event}


def mailgun_api(way_back: str, kind: str = "failed", status: str = "5.1.1", **more: Any) -> dict[str, Any]:
    """What Mailgun reports of a mail that came by its API: the token alone, where we had put it."""
    report = mailgun("bounce+abc@localhost", kind, status, **more)
    report["event-data"]["user-variables"] = beside(way_back)
    return report


def postmark(
    way_back: str, kind: str = "Bounce", status: str = "5.1.1", *, of: str = "HardBounce", details: str | None = None
) -> dict[str, Any]:
    """What Postmark reports: of the other server's reply its words alone."""
    return {
        "RecordType": kind,
        "MessageStream": "broadcast",
        "ID": 4323372036854775807,
        "Type": of,
        "Name": "As they call it",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": beside(way_back),
        "ServerID": 23,
        "Description": "As they explain it.",
        "Details": f"smtp;550 {status} No such box" if details is None else details,
        "Email": TO,
        "From": "portal@localhost",
        "BouncedAt": AT,
        "DumpAvailable": True,
        "Inactive": of == "HardBounce",
        "CanActivate": True,
        "Subject": "A request needs you",
    }


def beside(way_back: str) -> dict[str, str]:
    """What travels beside a copy that is handed to a provider's API."""
    message: Any = in_fields(Copy(way_back, TO, Body.of(b"From: portal@localhost\r\n\r\nHello\r\n")), {})
    metadata: dict[str, str] = message.metadata
    return metadata
