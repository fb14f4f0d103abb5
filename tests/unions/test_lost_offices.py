"""An office that calls do not reach: who looks after it is told why, and can have it asked where that helps."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.unions.naming import AGAIN, OFFICE, PAGE, addresses, change, end
from unions.actions import recipients
from unions.choices import OrganisationState
from unions.mail.reaching import reaching_url
from unions.models import AuditEvent, Organisation, Recipient, User

SignIn = Callable[[User], Client]
CALL, WANTS_NONE, SEND = "request_addressed", "This office has said that it wants no such mails", "Send a link"


def test_an_office_that_mail_does_not_reach_is_sent_the_link_that_lifts_it(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    contact = listed_union.contacts.get()
    recipients.suspend(recipient=contact, reason="bounced_5.1.1", at=NOW)
    client = signed_in(network_admin)
    assert "Mail to this address came back" in client.get(reverse(PAGE, args=[listed_union.slug])).text
    assert listed_union.name in client.get(reverse("unions:desk")).text
    mail.outbox.clear()
    client.post(reverse(AGAIN, args=[listed_union.slug]))
    assert addresses() == [OFFICE]
    path = "/en/" + reaching_url(Recipient.objects.get(pk=contact.pk)).split("/en/")[1]
    assert path in mail.outbox[0].body
    Client().post(path)
    contact.refresh_from_db()
    assert contact.suspended_at is None
    assert listed_union.name not in client.get(reverse("unions:desk")).text


def test_an_office_that_called_it_a_nuisance_is_to_be_asked_by_another_way(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    recipients.suspend(recipient=listed_union.contacts.get(), reason="complaint", at=NOW)
    assert "reported as a nuisance" in signed_in(network_admin).get(reverse(PAGE, args=[listed_union.slug])).text


@pytest.mark.parametrize("safe_mode", [False, True])
def test_the_mail_to_an_office_says_who_asks_and_in_safe_mode_not_whose_office_it_is(
    signed_in: SignIn, listed_union: Organisation, network_admin: User, safe_mode: bool
) -> None:
    change(listed_union, network_admin, OFFICE)
    recipients.suspend(recipient=listed_union.contacts.get(), reason="bounced_5.1.1", at=NOW)
    Organisation.objects.update(safe_mode=safe_mode)
    mail.outbox.clear()
    signed_in(network_admin).post(reverse(AGAIN, args=[listed_union.slug]))
    (message,) = mail.outbox
    body, html = message.body, str(message.alternatives[0][0])
    assert "You have asked" not in body and "asks whether our mail reaches this office again" in body
    assert (listed_union.name in body, listed_union.name in html) == (not safe_mode, not safe_mode)
    assert AuditEvent.objects.get(action="recipient.asked_again").actor == network_admin


@pytest.mark.parametrize(
    ("state", "words"), [("reached", "Nothing stops our mails to this office"), ("ended", "nothing was sent")]
)
def test_who_asks_for_a_link_that_helps_nobody_is_told_so(
    signed_in: SignIn, listed_union: Organisation, network_admin: User, state: str, words: str
) -> None:
    change(listed_union, network_admin, OFFICE)
    if state == "ended":
        end(listed_union, CALL)
        recipients.suspend(recipient=listed_union.contacts.get(), reason="bounced_5.1.1", at=NOW)
    mail.outbox.clear()
    assert words in signed_in(network_admin).post(reverse(AGAIN, args=[listed_union.slug]), follow=True).text
    assert not mail.outbox


@pytest.mark.parametrize("is_suspended", [False, True])
def test_an_office_that_has_ended_its_calls_is_shown_as_one_that_wants_none(
    signed_in: SignIn, listed_union: Organisation, network_admin: User, is_suspended: bool
) -> None:
    change(listed_union, network_admin, OFFICE)
    end(listed_union, CALL)
    if is_suspended:
        recipients.suspend(recipient=listed_union.contacts.get(), reason="bounced_5.1.1", at=NOW)
    client = signed_in(network_admin)
    shown = client.get(reverse(PAGE, args=[listed_union.slug])).text
    assert WANTS_NONE in shown and SEND not in shown
    assert listed_union.name in client.get(reverse("unions:desk")).text


def test_an_office_that_has_ended_all_but_its_calls_is_reached(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    end(listed_union, "")
    client = signed_in(network_admin)
    assert WANTS_NONE not in client.get(reverse(PAGE, args=[listed_union.slug])).text
    assert listed_union.name not in client.get(reverse("unions:desk")).text


def test_a_union_reads_on_its_profile_that_its_office_wants_no_calls(signed_in: SignIn) -> None:
    own = factories.make_organisation()
    client = signed_in(factories.make_admin(own, handle="admin"))
    change(own, User.objects.get(handle="admin"), OFFICE)
    end(own, CALL)
    assert "wants no such mails" in client.get(reverse("unions:organisation-edit", args=[own.slug])).text


def test_five_offices_that_calls_do_not_reach_cost_no_more_queries_than_one(
    signed_in: SignIn, network_admin: User
) -> None:
    client, costs = signed_in(network_admin), []
    client.get(reverse("unions:desk"))
    for _number in range(3):
        lost = factories.make_organisation(state=OrganisationState.LISTED)
        change(lost, network_admin, OFFICE)
        end(lost, CALL)
        costs.append(queries_of(lambda: client.get(reverse("unions:desk"))))
    assert len(set(costs)) == 1
