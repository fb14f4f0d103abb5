"""A contact without an account whom our mail does not reach: who asks is told where they see whom they asked."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from solidarity.actions.incoming_mails import take
from solidarity.alerts import engine
from solidarity.models import Addressee, SolidarityRequest
from solidarity.queries import reach, routing
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.smtp_server import SmtpServer
from tests.solidarity.answering import asked, with_contact
from tests.solidarity.asking import whole_draft
from tests.unions.incoming_mails import bounced, complained
from unions.actions import unsubscriptions
from unions.announcements import announce
from unions.models import User

Browser = Callable[[User], Client]
CALL = "request_addressed"
CAME_BACK, WANTS_NONE = "Mail to their contact came back on", "their contact takes no mail of this portal"


@pytest.fixture
def addressee() -> Addressee:
    """A listed organisation that is asked, in a request of another union."""
    return asked()


@pytest.fixture
def staff(addressee: Addressee) -> User:
    """Somebody who asks for that union."""
    return factories.make_staff(addressee.solidarity_request.organisation)


def path_of(solidarity_request: SolidarityRequest) -> str:
    """The page on which a union sees whom it asked."""
    return f"/en/requests/{solidarity_request.public_id}/manage/"


def page(client: Client, addressee: Addressee) -> str:
    """That page in words."""
    return client.get(path_of(addressee.solidarity_request)).content.decode()


def way_back(addressee: Addressee, smtp_server: SmtpServer) -> str:
    """Tell the contact, and return the envelope sender of the mail."""
    announce("request_addressed", addressee.solidarity_request, by=None, at=timezone.now())
    engine.run()
    ((sender, _to, _message),) = smtp_server.messages
    return sender


def test_who_asks_is_told_that_mail_came_back(
    signed_in: Browser, staff: User, addressee: Addressee, smtp_server: SmtpServer
) -> None:
    sender = way_back(addressee, smtp_server)
    assert CAME_BACK not in page(signed_in(staff), addressee)
    take(bounced(sender), at=NOW)
    shown = page(signed_in(staff), addressee)
    assert f"{CAME_BACK} 23 November 2026" in shown and WANTS_NONE not in shown


def test_who_asks_is_told_of_what_the_server_refused_at_once(
    signed_in: Browser, staff: User, addressee: Addressee, smtp_server: SmtpServer
) -> None:
    smtp_server.replies[addressee.organisation.contacts.get().address] = "550 No such box"
    announce("request_addressed", addressee.solidarity_request, by=None, at=timezone.now())
    engine.run()
    assert CAME_BACK in page(signed_in(staff), addressee)


def test_a_complaint_is_not_called_a_dead_address(
    signed_in: Browser, staff: User, addressee: Addressee, smtp_server: SmtpServer
) -> None:
    sender = way_back(addressee, smtp_server)
    take(complained(sender, sender), at=NOW)
    shown = page(signed_in(staff), addressee)
    assert WANTS_NONE in shown and CAME_BACK not in shown


def test_who_asks_is_told_that_the_office_has_ended_its_calls(
    signed_in: Browser, staff: User, addressee: Addressee
) -> None:
    end(addressee, CALL)
    shown = page(signed_in(staff), addressee)
    assert f"Since 23 November 2026 {WANTS_NONE}" in shown and CAME_BACK not in shown


@pytest.mark.parametrize("kind", ["", "request_taken_down"])
def test_who_has_ended_other_mails_is_reached_by_calls(
    signed_in: Browser, staff: User, addressee: Addressee, kind: str
) -> None:
    end(addressee, kind)
    assert WANTS_NONE not in page(signed_in(staff), addressee)


def test_an_office_that_has_ended_its_calls_cannot_be_asked(addressee: Addressee) -> None:
    draft, union = whole_draft(), addressee.organisation
    end(addressee, "")
    assert union in routing.askable(draft) and reach.of_organisations([union]).people == 1
    end(addressee, CALL)
    assert union not in routing.askable(draft) and reach.of_organisations([union]).people == 0


def test_who_has_answered_was_reached(signed_in: Browser, staff: User, addressee: Addressee) -> None:
    addressee.organisation.contacts.update(suspended_at=NOW, suspended_reason="bounced_5.1.1")
    Addressee.objects.filter(pk=addressee.pk).update(answer="no", no_reason="no_capacity", answered_at=NOW)
    assert CAME_BACK not in page(signed_in(staff), addressee)


def end(addressee: Addressee, kind: str) -> None:
    """Let the office end a kind of mails by the link in one."""
    contact = addressee.organisation.contacts.get()
    unsubscriptions.unsubscribe(recipient=contact, kind=kind, by=contact, at=NOW)


def test_many_lost_contacts_cost_no_more_queries_than_one(
    signed_in: Browser, staff: User, addressee: Addressee
) -> None:
    client, costs = signed_in(staff), []
    for number in range(3):
        union = with_contact(f"Union {number}", suspended_at=NOW, suspended_reason="bounced_5.1.1")
        factories.make_addressee(addressee.solidarity_request, union)
        page(client, addressee)
        costs.append(queries_of(lambda: page(client, addressee)))
    assert len(set(costs)) == 1
