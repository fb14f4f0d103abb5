"""What somebody wrote in reply to a mail is read and sent by them alone, and junk does not silence them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.actions import reply_drafts
from solidarity.actions.incoming_mails import Fate
from solidarity.models import Addressee, ReplyDraft
from tests import factories
from tests.factories import NOW
from tests.solidarity.answering import asked, path_for
from tests.solidarity.test_replies_by_mail import contact_of, path_by_link, replies, reply, settle, staff_of
from unions.actions import contacts, memberships
from unions.models import User

pytestmark = pytest.mark.usefixtures("at_now", "outbox")
WORDS = "delegation of twelve"  # in every reply


@pytest.fixture
def addressee() -> Addressee:
    """A union that is asked, with an office and without people here."""
    return asked()


def page_for(addressee: Addressee) -> str:
    """Where staff answer."""
    return reverse("solidarity:answer-create", args=[addressee.public_id])


def buttons_for(addressee: Addressee) -> str:
    """Where the buttons of staff below the only reply lead."""
    return reverse("solidarity:reply-settle", args=[addressee.public_id, ReplyDraft.objects.get().public_id])


def is_unread() -> bool:
    """Whether the only reply still waits, and nothing was answered."""
    return ReplyDraft.objects.get().settled_at is None and Addressee.objects.get().answer == ""


def replied_by_staff(addressee: Addressee) -> User:
    """Staff of the union asked whose reply waits."""
    person = staff_of(addressee)
    reply(addressee, recipient=person.recipient)
    return person


@pytest.mark.parametrize("answer", ["in_words", "no", "discard"])
def test_a_colleague_neither_reads_nor_sends_nor_throws_away_a_reply(
    addressee: Addressee, signed_in: Any, answer: str
) -> None:
    writer = replied_by_staff(addressee)
    colleague = signed_in(factories.make_admin(addressee.organisation))
    assert WORDS in signed_in(writer).get(page_for(addressee)).text
    assert WORDS not in colleague.get(page_for(addressee)).text
    assert settle(colleague, buttons_for(addressee), answer).status_code == 404
    assert is_unread()


def test_staff_do_not_read_what_their_office_wrote(addressee: Addressee, signed_in: Any) -> None:
    reply(addressee)
    staff = signed_in(staff_of(addressee))
    assert WORDS not in staff.get(page_for(addressee)).text
    assert settle(staff, buttons_for(addressee), "in_words").status_code == 404
    assert is_unread()


def test_an_office_does_not_read_what_staff_wrote(addressee: Addressee) -> None:
    replied_by_staff(addressee)
    assert WORDS not in Client().get(path_for(addressee)).text
    assert settle(Client(), path_by_link(addressee), "in_words").status_code == 404
    assert is_unread()


def test_another_office_neither_reads_nor_sends_what_the_former_one_wrote(addressee: Addressee) -> None:
    reply(addressee)
    contacts.name(organisation=addressee.organisation, address="new@example.org", language="en", at=NOW)
    assert WORDS not in Client().get(path_for(addressee)).text
    assert settle(Client(), path_by_link(addressee), "in_words").status_code == 404
    with pytest.raises(reply_drafts.Settled):
        reply_drafts.confirm(draft=ReplyDraft.objects.get(), answer="in_words", by=contact_of(addressee), at=NOW)
    assert is_unread()


def test_junk_that_was_thrown_away_silences_nobody(addressee: Addressee) -> None:
    replies(addressee, reply_drafts.MOST_REPLIES + 2)
    for draft in ReplyDraft.objects.all():
        reply_drafts.discard(draft=draft, by=contact_of(addressee), at=NOW)
    assert replies(addressee, 1) == [Fate.REPLY]


def test_junk_that_nobody_looked_at_silences_nobody_on_the_next_day(addressee: Addressee) -> None:
    replies(addressee, reply_drafts.MOST_REPLIES + 2)
    assert replies(addressee, 1, at=NOW + reply_drafts.A_DAY) == [Fate.REPLY]


def test_who_has_left_sends_nothing_for_the_union(addressee: Addressee, signed_in: Any) -> None:
    person = replied_by_staff(addressee)
    memberships.leave(membership=person.memberships.get(), by=person, at=NOW)
    assert settle(signed_in(person), buttons_for(addressee), "in_words").status_code == 404
    with pytest.raises(reply_drafts.NoLongerTheirs):
        reply_drafts.confirm(draft=ReplyDraft.objects.get(), answer="in_words", by=person, at=NOW)
    assert is_unread()


def test_who_has_another_address_since_is_still_its_writer(addressee: Addressee, signed_in: Any) -> None:
    person = replied_by_staff(addressee)
    User.objects.filter(pk=person.pk).update(email="rosa@home.example")
    assert WORDS in signed_in(person).get(page_for(addressee)).text
