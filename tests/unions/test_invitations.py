"""Bringing people in: one link, one person, seven days."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW, PASSWORD
from unions.actions import invitations
from unions.choices import ConsentPurpose, Role
from unions.models import Invitation, Membership, User

SignIn = Callable[[User], Client]
WORDS = {"account": "I agree to the account.", "membership": "I agree to the membership."}


def invite(role: str = Role.MEMBER, **fields: Any) -> invitations.Made:
    """An invitation by the admin of a union."""
    organisation = fields.pop("organisation", None) or factories.make_organisation()
    admin = factories.make_admin(organisation)
    return invitations.make(organisation=organisation, role=role, by=admin, at=NOW, **fields)


def join(token: str, handle: str = "newcomer", **fields: Any) -> User:
    """Take an invitation up with a new account."""
    given: dict[str, Any] = {"password": PASSWORD, "language": "es", "at": NOW} | WORDS | fields
    return invitations.accept_as_new(token=token, handle=handle, **given)


def test_the_link_itself_is_held_nowhere() -> None:
    made = invite()
    held = Invitation.objects.values().get(pk=made.invitation.pk)
    assert made.token not in str(held)


def test_joining_makes_a_verified_member_with_both_consents_in_their_words() -> None:
    made = invite()
    person = join(made.token)
    membership = Membership.objects.verified().get(user=person)
    assert (membership.role, membership.verified_by) == (Role.MEMBER, made.invitation.made_by)
    words = dict(person.consents.values_list("purpose", "wording"))
    assert words == {ConsentPurpose.ACCOUNT: WORDS["account"], ConsentPurpose.MEMBERSHIP: WORDS["membership"]}
    assert set(person.consents.values_list("language", "given_at")) == {("es", NOW)}


def test_a_person_who_joins_has_no_address_and_can_still_be_told() -> None:
    person = join(invite().token)
    assert person.email is None
    assert person.recipient.public_id


def test_a_link_works_once() -> None:
    made = invite()
    join(made.token)
    with pytest.raises(invitations.NotValid):
        join(made.token, "another")


def test_a_link_dies_after_seven_days() -> None:
    made = invite()
    with pytest.raises(invitations.NotValid):
        join(made.token, at=NOW + timedelta(days=7))


def test_a_link_that_was_taken_back_opens_nothing() -> None:
    made = invite()
    invitations.revoke(invitation=made.invitation, by=factories.make_user(), at=NOW)
    with pytest.raises(invitations.NotValid):
        join(made.token)


def test_a_used_link_cannot_be_taken_back() -> None:
    made = invite()
    join(made.token)
    with pytest.raises(invitations.AlreadyUsed):
        invitations.revoke(invitation=made.invitation, by=factories.make_user(), at=NOW)


def test_a_taken_handle_leaves_the_link_good() -> None:
    made = invite()
    factories.make_user("rosa")
    with pytest.raises(Exception, match="already uses"):
        join(made.token, "Rosa")
    assert join(made.token, "rosa2").handle == "rosa2"


def test_who_has_the_role_already_does_not_use_the_link_up() -> None:
    made = invite()
    member = factories.make_member(made.invitation.organisation)
    with pytest.raises(Exception, match="already have this role"):
        invitations.accept(token=made.token, by=member, at=NOW, consent_wording="Yes.", language="en")
    assert Invitation.objects.valid(NOW).filter(pk=made.invitation.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_joins() -> None:
    made, start, outcomes = invite(), threading.Barrier(2), []

    def try_to_join(handle: str) -> None:
        start.wait()
        try:
            outcomes.append(join(made.token, handle).handle)
        except invitations.NotValid:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_to_join, args=[handle]) for handle in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "refused" in outcomes
    assert Membership.objects.filter(organisation=made.invitation.organisation, role=Role.MEMBER).count() == 1


def test_an_admin_makes_a_link_that_the_page_shows_once(at_now: object, signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    client = signed_in(factories.make_admin(organisation))
    url = reverse("unions:invitation-create", args=[organisation.slug])
    page = client.post(url, {"role": "union_staff", "language": "en"})
    invitation = Invitation.objects.get(organisation=organisation)
    assert "/en/invitation/" in page.text and "data:image/svg+xml" in page.text
    people = client.get(reverse("unions:organisation-people", args=[organisation.slug]))
    assert invitation.public_id in people.text and "/en/invitation/" not in people.text


def test_a_link_can_be_mailed_in_a_language_that_the_admin_chose(
    at_now: object, signed_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    organisation = factories.make_organisation()
    client = signed_in(factories.make_admin(organisation))
    url = reverse("unions:invitation-create", args=[organisation.slug])
    client.post(url, {"role": "member", "language": "fr", "address": "new@example.org"})
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    assert "/fr/invitation/" in mailoutbox[0].body


def test_staff_who_are_no_admins_may_not_see_the_people(signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    client = signed_in(factories.make_staff(organisation))
    assert client.get(reverse("unions:organisation-people", args=[organisation.slug])).status_code == 403
    assert client.post(reverse("unions:invitation-create", args=[organisation.slug])).status_code == 403
    assert not Invitation.objects.exists()


def test_an_admin_of_another_union_cannot_take_an_invitation_back(signed_in: SignIn) -> None:
    made = invite()
    client = signed_in(factories.make_admin(factories.make_organisation()))
    assert client.post(reverse("unions:invitation-revoke", args=[made.invitation.public_id])).status_code == 404


@pytest.mark.parametrize("why", ["used", "revoked", "expired", "unknown"])
def test_a_dead_link_shows_the_same_page_whatever_killed_it(why: str, at_now: Any) -> None:
    made = invite()
    token = "unknown" if why == "unknown" else made.token
    if why == "used":
        join(made.token)
    if why == "revoked":
        invitations.revoke(invitation=made.invitation, by=factories.make_user(), at=NOW)
    if why == "expired":
        at_now.shift(timedelta(days=8))
    answer = Client().get(reverse("unions:invitation-accept", args=[token]))
    assert answer.status_code == 404
    assert "opens nothing any more" in answer.text


def test_looking_at_an_invitation_changes_nothing(at_now: object) -> None:
    made = invite()
    Client().get(reverse("unions:invitation-accept", args=[made.token]))
    assert Invitation.objects.valid(NOW).filter(pk=made.invitation.pk).exists()


def answers(**changed: str) -> dict[str, str]:
    """What a newcomer fills in."""
    given = {"handle": "newcomer", "language": "en", "way": "password", "password": PASSWORD}
    return given | {"agrees_to_account": "on", "agrees_to_membership": "on"} | changed


def test_joining_signs_in(at_now: object) -> None:
    made, client = invite(), Client()
    client.post(reverse("unions:invitation-accept", args=[made.token]), answers())
    assert client.get(reverse("unions:account")).status_code == 200


@pytest.mark.parametrize("missing", ["agrees_to_account", "agrees_to_membership"])
def test_nobody_joins_without_consent(missing: str, at_now: object) -> None:
    made = invite()
    page = Client().post(reverse("unions:invitation-accept", args=[made.token]), answers(**{missing: ""}))
    assert page.status_code == 200
    assert not User.objects.filter(handle="newcomer").exists()


def test_an_address_given_while_joining_waits_to_be_confirmed(at_now: object, mailoutbox: list[EmailMessage]) -> None:
    made = invite()
    Client().post(reverse("unions:invitation-accept", args=[made.token]), answers(address="new@example.org"))
    person = User.objects.get(handle="newcomer")
    assert person.email is None
    assert "confirm-email" in mailoutbox[0].body


def test_who_joins_without_a_password_must_make_a_passkey_next(at_now: object) -> None:
    made, client = invite(), Client()
    client.post(reverse("unions:invitation-accept", args=[made.token]), answers(way="passkey", password=""))
    assert client.get(reverse("unions:account"))["Location"] == reverse("unions:second-factor")


def test_who_is_signed_in_joins_with_that_account(at_now: object, signed_in: SignIn) -> None:
    made, person = invite(), factories.make_user()
    client = signed_in(person)
    client.post(reverse("unions:invitation-accept", args=[made.token]), {"agrees_to_membership": "on"})
    assert Membership.objects.verified().filter(user=person, organisation=made.invitation.organisation).exists()


def test_a_union_lets_somebody_without_an_address_back_in() -> None:
    organisation = factories.make_organisation()
    admin, member = factories.make_admin(organisation), factories.make_member(organisation, email=None)
    made = invitations.recover(organisation=organisation, user=member, by=admin, at=NOW)
    invitations.open_account(token=made.token, password="other words entirely", at=NOW, language="en", **WORDS)
    member.refresh_from_db()
    assert member.check_password("other words entirely")


@pytest.mark.parametrize("reason", ["address", "other union", "duty"])
def test_a_union_cannot_open_the_account_of_somebody_who_is_not_its_own(reason: str) -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation, email="a@example.org" if reason == "address" else None)
    if reason == "other union":
        factories.Membership.objects.create(
            user=member, organisation=factories.make_organisation(), state="verified", verified_at=NOW
        )
    if reason == "duty":
        factories.give_duty(member)
    with pytest.raises(invitations.NotRecoverable):
        invitations.recover(organisation=organisation, user=member, by=factories.make_admin(organisation), at=NOW)


def recovery() -> invitations.Made:
    """A link for the account of a member without an address."""
    organisation = factories.make_organisation()
    member, admin = factories.make_member(organisation, email=None), factories.make_admin(organisation)
    return invitations.recover(organisation=organisation, user=member, by=admin, at=NOW)


def test_a_link_for_one_account_lets_no_other_in() -> None:
    made = recovery()
    with pytest.raises(invitations.NotValid):
        invitations.accept(token=made.token, by=factories.make_user(), at=NOW, consent_wording="Yes.", language="en")
    with pytest.raises(invitations.NotValid):
        join(made.token)


def test_an_open_invitation_opens_no_account_that_exists() -> None:
    with pytest.raises(invitations.NotValid):
        invitations.open_account(token=invite().token, password=PASSWORD, at=NOW, language="en", **WORDS)


def test_who_is_signed_in_cannot_open_the_account_of_another(at_now: object, signed_in: SignIn) -> None:
    made, client = recovery(), signed_in(factories.make_user("karl"))
    page = client.post(reverse("unions:invitation-accept", args=[made.token]), {"agrees_to_membership": "on"})
    assert "signed in as karl" in page.text
    assert Invitation.objects.valid(NOW).filter(pk=made.invitation.pk).exists()


def test_an_admin_helps_somebody_back_in_on_the_page(at_now: object, signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation, email=None)
    client = signed_in(factories.make_admin(organisation))
    url = reverse("unions:invitation-recover", args=[organisation.slug, member.public_id])
    assert client.get(url).status_code == 200
    assert "/en/invitation/" in client.post(url).text
