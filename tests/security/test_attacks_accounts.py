"""Attacks on how people join: the same handle or address at once, addresses of others, old links."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW, PASSWORD
from tests.solidarity.test_ceilings import at_once
from unions.actions import invitations, users
from unions.models import Membership, User

SignIn = Callable[[User], Client]
WORDS = {"account": "Yes.", "membership": "Yes."}


def joining(handle: str, address: str) -> Callable[[], Any]:
    """What a visitor sends who wants to join."""
    given = {"username": handle, "email": address, "password1": PASSWORD, "language": "en", "consent": "on"}
    client = Client(raise_request_exception=False)
    return lambda: client.post(reverse("account_signup"), given)


@pytest.mark.django_db(transaction=True)
def test_two_who_want_one_handle_at_once_are_both_answered() -> None:
    answers = at_once([joining("rosa", f"rosa{number}@example.org") for number in range(2)])
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert User.objects.filter(handle="rosa").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_give_one_address_at_once_are_answered_alike() -> None:
    answers = at_once([joining(f"rosa{number}", "rosa@example.org") for number in range(2)])
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, reverse("account_email_verification_sent"))
    }
    assert User.objects.filter(email="rosa@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invited_who_want_one_handle_at_once_are_both_answered() -> None:
    union = factories.make_organisation()
    tokens = [invitations.make(organisation=union, role="member", by=None, at=NOW).token for _ in range(2)]
    what = {"handle": "rosa", "password": None, "language": "en", "at": NOW, **WORDS}
    answers = at_once([lambda token=token: invitations.accept_as_new(token=token, **what) for token in tokens])  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["HandleTaken", "User"]


@pytest.mark.django_db(transaction=True)
def test_two_who_change_to_one_handle_at_once_are_both_answered() -> None:
    people = [factories.make_user() for _ in range(2)]
    answers = at_once([lambda each=each: users.change(by=each, at=NOW, handle="rosa") for each in people])  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["HandleTaken", "User"]


def confirm(person: User, client: Client) -> Any:
    """Follow the link in the mail."""
    row = EmailAddress.objects.get(user=person, verified=False)
    return client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(row).key]))


def test_who_only_claimed_an_address_keeps_nobody_from_it(signed_in: SignIn) -> None:
    claims = users.make(handle="squatter", address="rosa@example.org", language="en", consent_wording="Yes.", at=NOW)
    rosa = factories.make_user("rosa", email=None)
    client = signed_in(rosa)
    client.post(reverse("account_email"), {"action_add": "", "email": "rosa@example.org"})
    assert confirm(rosa, client).status_code == 302
    rosa.refresh_from_db()
    claims.refresh_from_db()
    assert (rosa.email, claims.email, claims.is_active) == ("rosa@example.org", None, False)


def test_an_address_in_use_is_taken_from_nobody(signed_in: SignIn) -> None:
    owner, thief = factories.make_user("owner"), factories.make_user("thief", email=None)
    EmailAddress.objects.create(user=thief, email="owner@example.org", verified=False, primary=False)
    confirm(thief, signed_in(thief))
    owner.refresh_from_db()
    thief.refresh_from_db()
    assert (owner.email, owner.is_active, thief.email) == ("owner@example.org", True, None)


def test_nobody_can_keep_another_from_erasing_their_account() -> None:
    person = factories.make_user()
    factories.make_user(f"gone-{person.public_id}")
    assert users.erase(by=person, at=NOW).erased_at == NOW


@pytest.mark.parametrize("since", ["address", "other union", "duty", "left"])
def test_an_old_link_opens_no_account_that_has_grown_out_of_the_union(since: str) -> None:
    union = factories.make_organisation()
    member, admin = factories.make_member(union, email=None), factories.make_admin(union)
    made = invitations.recover(organisation=union, user=member, by=admin, at=NOW)
    if since == "address":
        User.objects.filter(pk=member.pk).update(email="mine@example.org")
    if since == "other union":
        Membership.objects.create(
            user=member, organisation=factories.make_organisation(), state="verified", verified_at=NOW
        )
    if since == "duty":
        factories.give_duty(member)
    if since == "left":
        member.memberships.update(state="left", ended_at=NOW)
    with pytest.raises(invitations.NotValid):
        invitations.open_account(token=made.token, password="other words entirely", at=NOW, language="en", **WORDS)
