"""Where an organisation is told of calls: who says so, and what becomes of the office before."""

import contextlib
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from tests.unions.naming import AGAIN, ANOTHER, OFFICE, PAGE, addresses, change
from unions.actions import contacts, recipients, unsubscriptions
from unions.actions.profiles import ProfileClosed
from unions.choices import OrganisationState, Role
from unions.models import AuditEvent, Organisation, User

SignIn = Callable[[User], Client]


def test_a_network_admin_names_the_office_of_a_union_that_is_only_listed(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    client = signed_in(network_admin)
    assert (
        reverse(PAGE, args=[listed_union.slug])
        in client.get(reverse("unions:organisation-detail", args=[listed_union.slug])).text
    )
    client.post(reverse(PAGE, args=[listed_union.slug]), {"address": OFFICE, "language": "fr"})
    contact = listed_union.contacts.get()
    assert (contact.address, contact.language) == (OFFICE, "fr")
    assert addresses() == [OFFICE] and "aide" in mail.outbox[0].subject


def test_a_union_names_its_own_office(signed_in: SignIn) -> None:
    own = factories.make_organisation()
    client = signed_in(factories.make_admin(own))
    client.post(reverse(PAGE, args=[own.slug]), {"address": OFFICE, "language": "ar"})
    assert own.contacts.get().address == OFFICE
    assert OFFICE in client.get(reverse(PAGE, args=[own.slug])).text


@pytest.mark.parametrize("role", [Role.MEMBER, Role.UNION_STAFF])
def test_who_does_not_look_after_the_union_gets_the_same_as_for_nothing(signed_in: SignIn, role: Role) -> None:
    own = factories.make_organisation()
    client = signed_in(factories.make_member(own, role))
    assert client.get(reverse(PAGE, args=[own.slug])).status_code == 404
    assert client.post(reverse(AGAIN, args=[own.slug])).status_code == 404


def test_a_network_admin_does_not_say_where_calls_to_a_member_union_go(signed_in: SignIn, network_admin: User) -> None:
    member = factories.make_organisation()
    assert signed_in(network_admin).get(reverse(PAGE, args=[member.slug])).status_code == 404


def test_both_offices_are_told_each_in_its_language(listed_union: Organisation, network_admin: User) -> None:
    change(listed_union, network_admin, OFFICE, "es")
    mail.outbox.clear()
    assert change(listed_union, network_admin, ANOTHER, "fr")
    assert addresses() == [OFFICE, ANOTHER]
    assert [listed_union.name in message.subject for message in mail.outbox] == [True, True]


def test_another_address_has_refused_nothing_yet(listed_union: Organisation, network_admin: User) -> None:
    change(listed_union, network_admin, OFFICE)
    contact = listed_union.contacts.get()
    recipients.suspend(recipient=contact, reason="bounced_5.1.1", at=NOW)
    unsubscriptions.unsubscribe(recipient=contact, kind="", by=contact, at=NOW)
    change(listed_union, network_admin, ANOTHER)
    contact.refresh_from_db()
    assert (contact.suspended_at, contact.suspended_reason, contact.reached_at) == (None, "", NOW)
    assert not contact.unsubscriptions.exists()


def test_another_language_for_the_same_office_lifts_nothing_and_writes_no_mail(
    listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    recipients.suspend(recipient=listed_union.contacts.get(), reason="bounced_5.1.1", at=NOW)
    mail.outbox.clear()
    assert change(listed_union, network_admin, OFFICE, "fr")
    contact = listed_union.contacts.get()
    assert contact.suspended_at and contact.language == "fr" and not mail.outbox


@pytest.mark.parametrize("address", ["", OFFICE])
def test_saving_the_same_twice_changes_nothing(listed_union: Organisation, network_admin: User, address: str) -> None:
    change(listed_union, network_admin, address)
    mail.outbox.clear()
    before = AuditEvent.objects.count()
    assert not change(listed_union, network_admin, address)
    assert not mail.outbox and AuditEvent.objects.count() == before


def test_an_office_can_be_taken_away(listed_union: Organisation, network_admin: User) -> None:
    change(listed_union, network_admin, OFFICE)
    mail.outbox.clear()
    change(listed_union, network_admin, "")
    assert listed_union.contacts.get().address == "" and addresses() == [OFFICE]


def test_the_trail_says_that_it_changed_and_no_address(listed_union: Organisation, network_admin: User) -> None:
    change(listed_union, network_admin, OFFICE)
    event = AuditEvent.objects.get(action="organisation.contact_changed")
    assert event.object_id == listed_union.pk and "office" not in str(vars(event))


@pytest.mark.parametrize("state", [OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN])
def test_a_union_without_its_rights_keeps_what_it_has(state: OrganisationState) -> None:
    held = factories.make_organisation(state=state)
    with pytest.raises(ProfileClosed):
        change(held, factories.make_admin(held), OFFICE)
    assert not held.contacts.exists()


def test_who_looks_after_it_no_longer_says_nothing_however_early_the_page_was_opened(
    listed_union: Organisation, network_admin: User
) -> None:
    Organisation.objects.filter(pk=listed_union.pk).update(state=OrganisationState.PROVISIONAL)
    with pytest.raises(ProfileClosed):
        change(listed_union, network_admin, OFFICE)


@pytest.mark.parametrize("way_round", [[ANOTHER, OFFICE], ["", OFFICE], [OFFICE.upper()]])
@pytest.mark.parametrize("reason", ["complaint", "unsubscribed"])
def test_who_wanted_no_mail_is_not_written_to_by_a_way_round(
    listed_union: Organisation, network_admin: User, reason: str, way_round: list[str]
) -> None:
    change(listed_union, network_admin, OFFICE)
    contact = listed_union.contacts.get()
    if reason == "complaint":
        recipients.suspend(recipient=contact, reason=reason, at=NOW)
    else:
        unsubscriptions.unsubscribe(recipient=contact, kind="request_addressed", by=contact, at=NOW)
    *others, back = way_round
    for address in others:
        change(listed_union, network_admin, address)
    with contextlib.suppress(contacts.WantsNoMail):
        assert not change(listed_union, network_admin, back)
    contact.refresh_from_db()
    held = contact.suspended_at or contact.unsubscriptions.exists()
    assert not contacts.is_same(contact.address, OFFICE) or held
    assert OFFICE not in contact.refusals


def test_the_page_says_beside_the_field_that_an_office_wants_no_mail(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    recipients.suspend(recipient=listed_union.contacts.get(), reason="complaint", at=NOW)
    change(listed_union, network_admin, ANOTHER)
    page = signed_in(network_admin).post(reverse(PAGE, args=[listed_union.slug]), {"address": OFFICE, "language": "en"})
    assert "wants no such mail" in page.context["form"].errors["address"][0]


def test_in_safe_mode_no_mail_says_which_office_it_is(network_admin: User) -> None:
    held = factories.make_organisation(state=OrganisationState.LISTED, safe_mode=True)
    assert change(held, network_admin, OFFICE) and not mail.outbox


def test_a_refusal_of_the_former_address_does_not_suspend_the_new_one(
    listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    contact = listed_union.contacts.get()
    change(listed_union, network_admin, ANOTHER)
    recipients.suspend(recipient=contact, reason="refused_550", at=NOW, sent_to=OFFICE)
    contact.refresh_from_db()
    assert contact.suspended_at is None
    recipients.suspend(recipient=contact, reason="refused_550", at=NOW, sent_to=ANOTHER)
    contact.refresh_from_db()
    assert contact.suspended_at == NOW


def test_what_is_no_address_is_refused_beside_the_field_and_kept(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    page = signed_in(network_admin).post(
        reverse(PAGE, args=[listed_union.slug]), {"address": "office at union", "language": "en"}
    )
    assert page.context["form"].errors["address"] and "office at union" in page.text
    assert not listed_union.contacts.exists() and not mail.outbox


def test_only_so_many_mails_leave_in_an_hour(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    client, codes = signed_in(network_admin), []
    for number in range(6):
        sent = {"address": f"office{number}@union.example", "language": "en"}
        codes.append(client.post(reverse(PAGE, args=[listed_union.slug]), sent).status_code)
    assert (
        codes == [302] * 5 + [200]
        and not listed_union.contacts.filter(contact_address="office5@union.example").exists()
    )
    assert addresses().count("office4@union.example") == 1 and "office5@union.example" not in addresses()


def test_attempts_that_were_refused_count_and_are_not_called_changes(
    signed_in: SignIn, listed_union: Organisation, network_admin: User
) -> None:
    change(listed_union, network_admin, OFFICE)
    recipients.suspend(recipient=listed_union.contacts.get(), reason="complaint", at=NOW)
    change(listed_union, network_admin, ANOTHER)
    client, sent = signed_in(network_admin), {"address": OFFICE, "language": "en"}
    pages = [client.post(reverse(PAGE, args=[listed_union.slug]), sent) for _time in range(6)]
    said = [page.context["form"].errors["address"][0] for page in pages]
    assert "wants no such mail" in said[4] and "tried this too often" in said[5]


def test_a_sign_in_of_long_ago_is_shown_again(
    listed_union: Organisation, network_admin: User, signed_in: SignIn
) -> None:
    client = signed_in(network_admin)
    session = client.session
    session["signed_in_at"] = time.time() - timedelta(hours=1).total_seconds()
    session.save()
    answer = client.post(reverse(PAGE, args=[listed_union.slug]), {"address": OFFICE, "language": "en"})
    assert "reauthenticate" in answer["Location"] and not listed_union.contacts.exists()
