"""Providers report by calling what came back; without the secret there is nothing, and nonsense changes nothing."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests import factories
from tests.factories import NOW
from unions.announcements import announce
from unions.mail import Body, Copy
from unions.mail.fields import in_fields
from unions.mail.verp import return_path
from unions.models import Recipient, ReturnedMail, Unsubscription

SECRET = "a long secret"


@pytest.fixture(autouse=True)
def reader(settings: Settings) -> Recipient:
    """Somebody to whom news went, of a portal that a provider may call."""
    settings.MAIL_REPORTS_SECRET = SECRET
    return factories.make_user("ana").recipient


@pytest.fixture
def way_back(reader: Recipient) -> str:
    """The envelope sender of their copy."""
    return return_path(announce("request_addressed", factories.make_request(), by=None, at=NOW).pk, reader.pk)


def call(body: Any, secret: str = SECRET) -> int:
    """Call as a provider does."""
    known = "Basic " + base64.b64encode(f"portal:{secret}".encode()).decode()
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = Client(headers={"Authorization": known} if secret else {})
    return client.post("/mail/reports/", text, content_type="application/json").status_code


def amazon(way_back: str, kind: str = "Bounce", status: str = "5.1.1") -> dict[str, Any]:
    """What Amazon SES reports."""
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ana@example.org", "status": status}]}
    return {"notificationType": kind, "bounce": bounce, "mail": {"source": way_back, "sourceIp": "5.1.1.7"}}


def mailgun(way_back: str, kind: str = "failed", status: str = "5.1.1") -> dict[str, Any]:
    """What Mailgun reports."""
    delivery = {"code": 550, "enhanced-code": status, "message": "no such box"}
    return {"event-data": {"event": kind, "delivery-status": delivery, "envelope": {"sender": way_back}}}


def mailgun_api(way_back: str, kind: str = "failed", status: str = "5.1.1") -> dict[str, Any]:
    """What Mailgun reports of a mail that came by its API: the token alone, where we had put it."""
    delivery = {"code": 550, "enhanced-code": status, "message": "no such box"}
    return {"event-data": {"event": kind, "delivery-status": delivery, "user-variables": beside(way_back)}}


def postmark(way_back: str, kind: str = "Bounce", status: str = "5.1.1") -> dict[str, Any]:
    """What Postmark reports."""
    return {"RecordType": kind, "Details": f"smtp;550 {status} No such box", "Metadata": beside(way_back)}


def beside(way_back: str) -> dict[str, str]:
    """What travels beside a copy that is handed to a provider's API."""
    message: Any = in_fields(Copy(way_back, "ana@example.org", Body.of(b"From: portal@localhost\r\n\r\nHello\r\n")), {})
    metadata: dict[str, str] = message.metadata
    return metadata


def is_suspended() -> bool:
    """Whether nothing is mailed to the reader any more."""
    return Recipient.objects.get(user__handle="ana").suspended_at is not None


PROVIDERS = [amazon, mailgun, mailgun_api, postmark]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_hard_bounce_suspends(provider: Any, way_back: str) -> None:
    assert call(provider(way_back)) == 204
    assert is_suspended() and ReturnedMail.objects.get().status == "5.1.1"
    call(provider(way_back))
    assert ReturnedMail.objects.count() == 1


def test_amazon_may_wrap_it_once_more(way_back: str) -> None:
    call({"Type": "Notification", "Message": json.dumps(amazon(way_back))})
    assert is_suspended()


@pytest.mark.parametrize(
    ("provider", "kind"),
    [(amazon, "Complaint"), (mailgun, "complained"), (mailgun_api, "complained"), (postmark, "SpamComplaint")],
)
def test_a_complaint_ends_the_kind_of_news(provider: Any, kind: str, way_back: str) -> None:
    call(provider(way_back, kind))
    assert is_suspended() and Unsubscription.objects.get().kind == "request_addressed"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", ["5.2.2", "4.4.1", ""])
def test_a_soft_bounce_suspends_nobody(provider: Any, status: str, way_back: str) -> None:
    call(provider(way_back, status=status))
    assert not is_suspended() and ReturnedMail.objects.get().kind == "soft"


SUBJECT = {"subject": "Clause 5.1.1"}
REPEATED: list[tuple[Any, dict[str, Any]]] = [
    (amazon, {"mail": {"commonHeaders": SUBJECT, "headers": [{"name": "Subject", "value": SUBJECT["subject"]}]}}),
    (mailgun, {"event-data": {"message": {"headers": SUBJECT}}}),
    (postmark, {"Subject": SUBJECT["subject"], "Content": f"Subject: {SUBJECT['subject']}"}),
]


@pytest.mark.parametrize(("provider", "mail"), REPEATED)
def test_what_members_write_in_a_subject_suspends_nobody(provider: Any, mail: dict[str, Any], way_back: str) -> None:
    told = provider(way_back, status="4.2.2")
    for name, repeated in mail.items():
        told[name] = told[name] | repeated if isinstance(repeated, dict) else repeated
    call(told)
    assert not is_suspended() and ReturnedMail.objects.get().status == "4.2.2"


@pytest.mark.parametrize("kind", ["Delivery", "delivered", "opened", ""])
def test_other_events_change_nothing(kind: str, way_back: str) -> None:
    call([amazon(way_back, kind), mailgun(way_back, kind)])
    assert not ReturnedMail.objects.exists()


@pytest.mark.parametrize("secret", ["", "another secret"])
def test_who_does_not_know_the_secret_finds_nothing(secret: str, way_back: str) -> None:
    assert call(amazon(way_back), secret) == 404
    assert not is_suspended()


def test_without_a_secret_nobody_may_call(way_back: str, settings: Settings) -> None:
    settings.MAIL_REPORTS_SECRET = ""
    assert [call(amazon(way_back), secret) for secret in ("", "x")] == [404, 404]
    assert Client(headers={"Authorization": "Basic Og=="}).post("/mail/reports/").status_code == 404


NONSENSE = [
    b"",
    b"\xff",
    b"[" * 100_000,
    b"null",
    b"[1, {}]",
    b'{"event": "bounce", "event-data": [1]}',
    b'{"Message": "{"}',
]


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_changes_nothing(body: bytes) -> None:
    assert call(body) == 204
    assert not ReturnedMail.objects.exists()


def test_a_forged_way_back_changes_nothing(way_back: str) -> None:
    assert call(amazon(way_back.replace("+", "+00"))) == call(amazon("bounces@localhost")) == 204
    assert not is_suspended()
