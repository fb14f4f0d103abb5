"""Providers report by calling what came back; without the secret there is nothing, and nonsense changes nothing."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests import factories
from tests.factories import NOW
from tests.unions.provider_reports import SECRET, amazon, call, mailgun, mailgun_api, postmark
from unions.announcements import announce
from unions.mail.verp import return_path
from unions.models import Recipient, ReturnedMail, Unsubscription


@pytest.fixture(autouse=True)
def reader(settings: Settings) -> Recipient:
    """Somebody to whom news went, of a portal that a provider may call."""
    settings.MAIL_REPORTS_SECRET = SECRET
    return factories.make_user("ana").recipient


@pytest.fixture
def way_back(reader: Recipient) -> str:
    """The envelope sender of their copy."""
    return return_path(announce("request_addressed", factories.make_request(), by=None, at=NOW).pk, reader.pk)


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
@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.1"])
def test_a_soft_bounce_suspends_nobody_whatever_the_provider_calls_it(
    provider: Any, status: str, way_back: str
) -> None:
    call(provider(way_back, status=status))
    assert not is_suspended() and ReturnedMail.objects.get().kind == "soft"


CALLED_DEAD: list[tuple[Any, dict[str, Any]]] = [
    (postmark, {"of": "HardBounce", "details": "smtp;550 No such box"}),
    (postmark, {"of": "HardBounce", "details": "smtp;550 5.0.0 Not accepted"}),
    (postmark, {"of": "HardBounce", "details": "The domain is not there."}),
    (postmark, {"of": "BadEmailAddress", "details": ""}),
    *((amazon, {"detail": each}) for each in ("General", "NoEmail", "Suppressed", "OnAccountSuppressionList")),
    *((each, {"code": code}) for each in (mailgun, mailgun_api) for code in (550, 551, 553)),
    (mailgun, {"code": 605, "reason": "suppress-bounce", "message": "Not delivering to previously bounced address"}),
    (mailgun, {"code": 607, "reason": "suppress-complaint", "message": "Not delivering to a user who complained"}),
]


@pytest.mark.parametrize(("provider", "words"), CALLED_DEAD)
def test_without_a_code_a_provider_that_calls_an_address_dead_is_believed(
    provider: Any, words: dict[str, Any], way_back: str
) -> None:
    call(provider(way_back, status="", **words))
    assert is_suspended() and ReturnedMail.objects.get().status == "5.1.0"


# Of what is only "Blocked" or "temporary", a bare 550 says no more than the provider does.
NOT_CALLED_DEAD: list[tuple[Any, dict[str, Any]]] = [
    *(
        (postmark, {"of": each, "details": "smtp;550 Refused"})
        for each in ("SoftBounce", "Blocked", "Transient", "DnsError", "DMARCPolicy", "AutoResponder", "Unknown")
    ),
    *(
        (amazon, {"of": "Transient", "detail": each})
        for each in ("General", "MailboxFull", "MessageTooLarge", "ContentRejected", "AttachmentRejected")
    ),
    (amazon, {"of": "Undetermined", "detail": "Undetermined"}),
    (amazon, {"of": "Permanent", "detail": "ContentRejected"}),
    (mailgun, {"of": "temporary", "code": 550}),
    (mailgun_api, {"of": "temporary", "code": 421, "reason": "generic"}),
    (mailgun, {"code": 552, "message": "550 Too large"}),
    (mailgun, {"code": 554, "message": "Refused"}),
    (mailgun, {"code": 602, "reason": "old", "message": "Too old"}),
    (mailgun, {"code": 606, "reason": "suppress-unsubscribe", "message": "Not delivering to unsubscribed address"}),
]


@pytest.mark.parametrize(("provider", "words"), NOT_CALLED_DEAD)
def test_without_a_code_what_a_provider_does_not_call_dead_suspends_nobody(
    provider: Any, words: dict[str, Any], way_back: str
) -> None:
    call(provider(way_back, status="", **words))
    assert not is_suspended() and ReturnedMail.objects.get().kind == "soft"


@pytest.mark.parametrize(
    ("reply", "is_dead"),
    [("550 no such box", True), ("smtp; 553 no", True), ("554 no", False), ("550 5.0.0 no", False)],
)
def test_of_a_provider_without_words_of_its_own_a_bare_reply_is_read_as_on_the_wire(
    reply: str, *, is_dead: bool, way_back: str
) -> None:
    call({"event": "bounce", "from": way_back, "response": reply})
    assert is_suspended() == is_dead and ReturnedMail.objects.exists()


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
