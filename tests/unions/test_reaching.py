"""Whoever our mails no longer reach is told on the pages, and by one link is written to again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from unions.actions import recipients, returned_mails, unsubscriptions
from unions.actions.outgoing_mails import send_waiting
from unions.announcements import announce
from unions.mail import Copied
from unions.mail.reaching import reaching_url
from unions.models import OutgoingMail, Recipient, Unsubscription, User

pytestmark = pytest.mark.usefixtures("at_now", "outbox")
KIND, LABEL = "request_addressed", "A union asks ours for help"
CAME_BACK, NUISANCE = "Mail to you came back", "reported as a nuisance"


@pytest.fixture
def person() -> User:
    """Somebody whom a bounce suspended."""
    person = factories.make_user("ana")
    recipients.suspend(recipient=person.recipient, reason="bounced_5.1.1", at=NOW)
    return person


def page(client: Client, name: str = "unions:account") -> str:
    """A page as this reader sees it."""
    return client.get(reverse(name)).content.decode()


def path_of(person: User) -> str:
    """The link in the mail, without the portal's address."""
    recipient = Recipient.objects.select_related("user").get(user=person)
    return "/en/" + reaching_url(recipient).split("/en/")[1]


def is_suspended(person: User) -> bool:
    """Whether nothing is mailed to this person."""
    return Recipient.objects.get(user=person).suspended_at is not None


def complained() -> User:
    """Somebody who reported a call as a nuisance."""
    person = factories.make_user("rosa")
    complain(person.recipient)
    return person


def complain(recipient: Recipient) -> None:
    """Let a call be reported as a nuisance."""
    news = announce(KIND, factories.make_request(), by=None, at=NOW)
    assert returned_mails.complained(copy=Copied(news.pk, recipient.pk), at=NOW)
    recipient.refresh_from_db()


def end(recipient: Recipient, kind: str, at: datetime = NOW) -> None:
    """Let them end a kind of mails by the link in one."""
    unsubscriptions.unsubscribe(recipient=recipient, kind=kind, by=recipient, at=at)


def ended(recipient: Recipient) -> set[str]:
    """Return the kinds that they have ended."""
    return set(Unsubscription.objects.filter(recipient=recipient).values_list("kind", flat=True))


@pytest.mark.parametrize("name", ["unions:account", "solidarity:home", "solidarity:request-list"])
def test_whom_mail_does_not_reach_is_told_on_every_page(signed_in: Any, person: User, name: str) -> None:
    assert CAME_BACK in page(signed_in(person), name)
    assert CAME_BACK not in page(signed_in(factories.make_user()), name)
    assert CAME_BACK not in page(Client(), "solidarity:home")


def test_whose_mail_was_reported_is_told_that(signed_in: Any, person: User) -> None:
    Recipient.objects.update(suspended_reason="complaint")
    shown = page(signed_in(person))
    assert NUISANCE in shown and CAME_BACK not in shown


def test_the_link_is_mailed_on_request_and_ends_the_suspension(signed_in: Any, person: User, smtp_server: Any) -> None:
    client = signed_in(person)
    client.post(reverse("unions:address-again"))
    OutgoingMail.objects.update(not_before=NOW - timedelta(days=400))
    send_waiting()
    ((_sender, to, message),) = smtp_server.messages
    assert to == "ana@example.org" and b"Does this mail reach you?" in message
    response = client.get(path_of(person))
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    assert is_suspended(person)
    client.post(path_of(person))
    assert not is_suspended(person) and CAME_BACK not in page(client)


@pytest.mark.parametrize(("choice", "left"), [("mistake", set()), ("", {KIND})])
def test_whoever_reported_a_mail_by_mistake_wants_its_kind_again_or_not(choice: str, left: set[str]) -> None:
    person = complained()
    client = Client()
    shown = client.get(path_of(person)).text
    assert LABEL in shown and "It was a mistake" in shown and is_suspended(person)
    client.post(path_of(person), {"choice": choice})
    assert not is_suspended(person) and ended(person.recipient) == left


def test_what_a_person_ended_by_themself_stays_ended_and_the_page_says_so(person: User) -> None:
    end(person.recipient, KIND)
    client = Client()
    shown = client.get(path_of(person)).text
    assert LABEL in shown and "It was a mistake" not in shown
    client.post(path_of(person), {"choice": "mistake"})
    assert ended(person.recipient) == {KIND}


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_mistake_brings_back_nothing_that_was_ended_before_it(hours: int) -> None:
    person = complained()
    other = "answer_given"
    end(person.recipient, other, at=NOW + timedelta(hours=hours))
    Client().post(path_of(person), {"choice": "mistake"})
    assert ended(person.recipient) == ({other} if hours < 0 else set())


def test_an_office_that_reported_a_call_by_mistake_is_called_again() -> None:
    office = Recipient.objects.create(organisation=factories.make_organisation(), contact_address="office@example.org")
    complain(office)
    client, path = Client(), "/en/" + reaching_url(office).split("/en/")[1]
    assert "/my-account/alerts/" not in client.get(path).text
    client.post(path, {"choice": "mistake"})
    assert not ended(office) and office in Recipient.objects.reachable([KIND])


def test_an_ended_link_says_to_an_office_whom_to_ask(signed_in: Any, person: User) -> None:
    words, path = "whoever looks after your organisation", path_of(person)[:-3] + "zz/"
    assert words in Client().get(path).text
    assert words not in signed_in(person).get(path).text


def test_the_link_works_without_signing_in(person: User) -> None:
    assert Client().post(path_of(person)).status_code == 302
    assert not is_suspended(person)


def test_a_forged_an_old_or_a_foreign_link_ends_nothing(person: User) -> None:
    path = path_of(person)
    forged = path[:-3] + ("xx/" if path[-3:] != "xx/" else "yy/")
    assert Client().post(forged).status_code == 410
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        assert Client().post(path).status_code == 410
    User.objects.filter(pk=person.pk).update(email="other@example.org")
    assert Client().post(path).status_code == 410
    assert is_suspended(person)


def test_nothing_is_mailed_to_who_is_not_suspended(signed_in: Any) -> None:
    shown = signed_in(factories.make_user()).post(reverse("unions:address-again"), follow=True).text
    assert "no link is needed" in shown and not OutgoingMail.objects.exists()


def test_the_link_is_sent_only_so_often(signed_in: Any, person: User) -> None:
    client = signed_in(person)
    codes = [client.post(reverse("unions:address-again")).status_code for _time in range(6)]
    assert codes == [302] * 5 + [429] and OutgoingMail.objects.count() == 5
