"""Whoever our mails no longer reach is told on the pages, and by one link is written to again."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from unions.actions import recipients
from unions.actions.outgoing_mails import send_waiting
from unions.mail.reaching import reaching_url
from unions.models import OutgoingMail, Recipient, User

pytestmark = pytest.mark.usefixtures("at_now", "outbox")
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
