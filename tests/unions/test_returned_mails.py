"""A mail that came back: which ones end the writing to an address, and which change nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from unions.actions import recipients, returned_mails, users
from unions.announcements import announce
from unions.mail import Copied
from unions.models import Announcement, AuditEvent, Recipient, ReturnedMail, Unsubscription
from unions.retention import night

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def copy() -> tuple[Announcement, Recipient]:
    """A call that went to somebody."""
    news = announce("request_addressed", factories.make_request(), by=None, at=NOW)
    return news, factories.make_user().recipient


def bounce(copy: tuple[Announcement, Recipient], status: str = "5.1.1", is_hard: bool = True) -> bool:
    """Report that this copy came back."""
    news, reader = copy
    return returned_mails.bounced(copy=Copied(news.pk, reader.pk), status=status, is_hard=is_hard, at=LATER)


def complain(copy: tuple[Announcement, Recipient]) -> bool:
    """Report that its reader called this copy a nuisance."""
    return returned_mails.complained(copy=Copied(copy[0].pk, copy[1].pk), at=LATER)


def standing(copy: tuple[Announcement, Recipient]) -> tuple[bool, str]:
    """Whether the reader is suspended, and why."""
    reader = Recipient.objects.get(pk=copy[1].pk)
    return reader.suspended_at is not None, reader.suspended_reason


def test_a_hard_bounce_suspends_its_address_with_the_reason(copy: tuple[Announcement, Recipient]) -> None:
    assert bounce(copy)
    assert standing(copy) == (True, "bounced_5.1.1")
    assert not Recipient.objects.reachable([]).filter(pk=copy[1].pk).exists()
    assert AuditEvent.objects.get(action="recipient.suspended").reason == "bounced_5.1.1"


def test_a_soft_bounce_is_noted_and_suspends_nobody(copy: tuple[Announcement, Recipient]) -> None:
    assert bounce(copy, "5.2.2", is_hard=False)
    assert standing(copy) == (False, "")
    assert ReturnedMail.objects.get().status == "5.2.2"


def test_a_complaint_ends_this_kind_of_news_and_suspends(copy: tuple[Announcement, Recipient]) -> None:
    assert complain(copy)
    assert standing(copy) == (True, "complaint")
    assert Unsubscription.objects.get().kind == "request_addressed"


@pytest.mark.parametrize("first", [bounce, complain])
def test_a_complaint_counts_more_than_a_mail_that_came_back(
    copy: tuple[Announcement, Recipient], first: Callable[[tuple[Announcement, Recipient]], bool]
) -> None:
    assert first(copy) and {bounce: complain, complain: bounce}[first](copy)
    assert standing(copy) == (True, "complaint")
    assert recipients.ended_by_complaint(Recipient.objects.get(pk=copy[1].pk)) == ["request_addressed"]


def test_the_same_report_twice_changes_nothing(copy: tuple[Announcement, Recipient]) -> None:
    bounce(copy)
    complain(copy)
    recipients.lift_suspension(recipient=copy[1], at=NOW)
    Unsubscription.objects.all().delete()
    before = AuditEvent.objects.count()
    assert not bounce(copy) and not complain(copy)
    assert standing(copy) == (False, "") and AuditEvent.objects.count() == before
    assert not Unsubscription.objects.exists()


def test_a_report_of_a_copy_from_before_an_address_was_confirmed_suspends_nobody(
    copy: tuple[Announcement, Recipient],
) -> None:
    recipients.lift_suspension(recipient=copy[1], at=NOW + timedelta(minutes=1))
    assert bounce(copy) and complain(copy)
    assert standing(copy) == (False, "") and not Unsubscription.objects.exists()


def test_a_report_of_nothing_changes_nothing(copy: tuple[Announcement, Recipient]) -> None:
    news, reader = copy
    assert not returned_mails.complained(copy=Copied(news.pk + 1, reader.pk), at=NOW)
    assert not returned_mails.complained(copy=Copied(news.pk, reader.pk + 1), at=NOW)
    assert standing(copy) == (False, "") and not ReturnedMail.objects.exists()


def test_what_came_back_is_forgotten_after_a_year_and_with_its_person(copy: tuple[Announcement, Recipient]) -> None:
    bounce(copy)
    assert night.forget_returned_mails(LATER + timedelta(days=364)) == 0
    assert night.forget_returned_mails(LATER + timedelta(days=366)) == 1
    complain(copy)
    users.erase(by=copy[1].user, at=NOW)
    assert not ReturnedMail.objects.exists()
