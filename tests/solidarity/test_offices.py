"""An office that is named while calls wait: it hears of them, alone and once."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from solidarity.alerts import engine
from solidarity.alerts.claims import claim
from solidarity.alerts.models import AlertBatch, AlertDelivery
from solidarity.alerts.queueing import queue_again
from solidarity.models import Addressee, SolidarityRequest
from tests import factories
from tests.alerts.conftest import letters
from tests.factories import NOW
from tests.solidarity.answering import asked
from unions.actions import contacts
from unions.announcements import announce
from unions.models import Announcement, Organisation

__all__ = ["letters"]  # a fixture
Letters = Callable[..., list[EmailMessage]]
OFFICE, ANOTHER = "international@union.example", "general@union.example"


@pytest.fixture
def addressee(letters: Letters) -> Addressee:
    """A member union that was asked, whose staff and whose former office have been told."""
    found = asked(due={"told_at": NOW})
    Organisation.objects.filter(pk=found.organisation_id).update(state="approved")
    factories.make_staff(found.organisation)
    announce("request_addressed", found.solidarity_request, by=None, at=timezone.now())
    engine.run()
    assert len(letters()) == 2
    return found


def name(addressee: Addressee, address: str) -> None:
    """Name the office as an admin of the union."""
    union = Organisation.objects.get(pk=addressee.organisation_id)
    by = factories.make_admin(union)
    contacts.change(organisation=union, address=address, language="en", by=by, at=timezone.now())
    engine.run()


def calls_to(letters: Letters, address: str) -> list[str]:
    """The mails with an answer link that went there."""
    texts = [letter.get_body(("plain",)) for letter in letters(address)]
    return [text.get_content() for text in texts if text and "/asked/" in text.get_content()]


def test_a_new_office_hears_of_calls_that_wait_and_nobody_else_again(addressee: Addressee, letters: Letters) -> None:
    before = len(letters())
    name(addressee, OFFICE)
    assert len(calls_to(letters, OFFICE)) == 1
    later = [letter for letter in letters()[before:] if letter["Subject"] != "Where calls go has changed"]
    assert {str(letter["To"]) for letter in later} == {OFFICE}


def test_each_office_that_is_named_hears_of_them(addressee: Addressee, letters: Letters) -> None:
    for address in (OFFICE, ANOTHER):
        name(addressee, address)
        assert len(calls_to(letters, address)) == 1


def test_a_call_that_is_still_on_its_way_is_not_told_twice(addressee: Addressee, letters: Letters) -> None:
    AlertDelivery.objects.filter(recipient__organisation=addressee.organisation_id).update(
        state="waiting", ended_at=None
    )
    name(addressee, OFFICE)
    assert not Announcement.objects.filter(audience__startswith="office:").exists()


@pytest.mark.parametrize(
    ("worker", "is_told_anew"),
    [({}, True), ({"begun": F("last")}, True), ({"begun": F("last"), "leased_until": F("claimed_at")}, False)],
    ids=["has not been seen to begin", "has begun", "died over it"],
)
def test_a_call_that_may_be_leaving_to_the_former_office_is_told_to_the_new_one(
    addressee: Addressee, worker: dict[str, Any], is_told_anew: bool
) -> None:
    claim_anew(addressee)
    AlertBatch.objects.update(attempts=1, **worker)
    name(addressee, OFFICE)
    assert Announcement.objects.filter(audience__startswith="office:").exists() is is_told_anew


def claim_anew(addressee: Addressee) -> None:
    """Let the copy of the former office wait, and a worker take it in hand."""
    announcement = Announcement.objects.get()
    copies = AlertDelivery.objects.filter(recipient__organisation=addressee.organisation_id)
    queue_again(announcement, copies, attempts=0)
    assert claim(announcement.pk)


def test_another_language_is_no_new_office(addressee: Addressee) -> None:
    union = Organisation.objects.get(pk=addressee.organisation_id)
    before = Announcement.objects.count()
    same = {"address": union.contacts.get().address, "language": "fr"}
    assert contacts.change(organisation=union, by=factories.make_admin(union), at=NOW, **same)
    assert Announcement.objects.count() == before


@pytest.mark.parametrize("ended", ["answered", "closed", "not told yet"])
def test_of_what_waits_no_more_it_hears_nothing(addressee: Addressee, letters: Letters, ended: str) -> None:
    if ended == "answered":
        Addressee.objects.update(answer="no", no_reason="no_capacity", answered_at=NOW)
    elif ended == "closed":
        SolidarityRequest.objects.update(state="withdrawn", closed_at=NOW)
    else:
        Addressee.objects.update(told_at=None)
    name(addressee, OFFICE)
    assert not calls_to(letters, OFFICE)
