"""Accounts: made with consent, changed, handed out, erased."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW, PASSWORD
from unions import retention
from unions.actions import follows, users
from unions.choices import ConsentPurpose, NetworkRoleKind
from unions.models import Membership, User

SignIn = Callable[[User], Client]
ANSWERS = {
    "username": "rosa",
    "email": "rosa@example.org",
    "password1": PASSWORD,
    "language": "es",
    "consent": "on",
}


def sign_up(**changed: str) -> Any:
    """Send the form to join."""
    return Client().post(reverse("account_signup"), ANSWERS | changed)


def confirmed(address: str = "guest@example.org", **fields: Any) -> User:
    """Follow the link of a mail to this address."""
    given: dict[str, Any] = {"language": "fr", "at": NOW, "consent_wording": "I agree."} | fields
    return users.find_or_make_by_confirmed_address(address=address, **given)


def test_joining_asks_for_handle_address_password_language_and_consent_alone() -> None:
    form = Client().get(reverse("account_signup")).context["form"]
    assert list(form.fields) == ["username", "email", "password1", "language", "consent"]


def test_joining_makes_a_person_with_a_recipient_and_the_consent_as_it_was_read() -> None:
    sign_up()
    person = User.objects.get(handle="rosa")
    consent = person.consents.get()
    assert (person.ui_language, person.email) == ("es", "rosa@example.org")
    assert (consent.purpose, consent.language) == (ConsentPurpose.ACCOUNT, "en")
    assert consent.wording.startswith("I agree that this portal holds my handle")
    assert person.recipient


def test_nobody_joins_without_consent() -> None:
    sign_up(consent="")
    assert not User.objects.exists()


@pytest.mark.parametrize("handle", ["ro\u202esa", "ro\u200bsa", "ro\x00sa", "ro\u2028sa", "ro sa", "rosa@x"])
def test_a_handle_hides_nothing(handle: str) -> None:
    sign_up(username=handle)
    assert not User.objects.exists()


@pytest.mark.parametrize("handle", ["роза", "روزا", "रोज़ा1", "罗莎", "rosa-l"])
def test_a_handle_may_be_of_any_script(handle: str) -> None:
    sign_up(username=handle)
    assert User.objects.filter(handle=handle).exists()


def test_a_handle_is_taken_in_any_case() -> None:
    factories.make_user("Rosa")
    assert "already uses this handle" in sign_up().text


def test_the_mailed_link_confirms_the_address_and_then_one_can_sign_in(mailoutbox: list[EmailMessage]) -> None:
    sign_up()
    client = Client()
    signing_in = {"login": "rosa", "password": PASSWORD}
    client.post(reverse("account_login"), signing_in)
    assert client.get(reverse("unions:account")).status_code == 302
    link = next(word for word in mailoutbox[0].body.split() if "confirm-email" in word)
    client.post(urlsplit(link).path)
    client.post(reverse("account_login"), signing_in)
    assert client.get(reverse("unions:account")).status_code == 200


def test_a_confirmed_address_finds_its_person() -> None:
    person = factories.make_user("rosa")
    assert confirmed("Rosa@example.org") == person


def test_a_confirmed_address_without_an_account_makes_one_whose_handle_says_nothing() -> None:
    person = confirmed()
    assert "guest" not in person.handle
    assert (person.email, person.ui_language, person.has_usable_password()) == ("guest@example.org", "fr", False)
    assert EmailAddress.objects.get(user=person).verified
    assert person.consents.get().wording == "I agree."


def test_who_claimed_an_address_without_confirming_it_loses_the_account_to_its_owner() -> None:
    claimed = users.make(
        handle="thief", address="guest@example.org", password=PASSWORD, language="en", consent_wording="Yes.", at=NOW
    )
    assert confirmed() == claimed
    claimed.refresh_from_db()
    assert not claimed.check_password(PASSWORD)


def test_a_closed_account_is_not_opened_again_by_its_address() -> None:
    factories.make_user("rosa", is_active=False)
    with pytest.raises(users.AccountClosed):
        confirmed("rosa@example.org")


@pytest.mark.django_db(transaction=True)
def test_the_same_link_followed_twice_at_once_makes_one_account() -> None:
    start, found = threading.Barrier(2), []

    def follow() -> None:
        start.wait()
        found.append(confirmed().pk)
        connection.close()

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [User.objects.get().pk] * 2


def test_the_settings_are_saved(signed_in: SignIn) -> None:
    person = factories.make_user("rosa")
    changed = {"handle": "rosie", "ui_language": "ar", "time_zone": "Asia/Dhaka", "reading_languages": ["bn", "es"]}
    signed_in(person).post(reverse("unions:account"), changed | {"safe_mode": "on"})
    person.refresh_from_db()
    assert (person.handle, person.ui_language, person.time_zone) == ("rosie", "ar", "Asia/Dhaka")
    assert (person.reading_languages, person.safe_mode) == (["bn", "es"], True)


def test_a_taken_handle_is_refused_beside_the_field(signed_in: SignIn) -> None:
    factories.make_user("rosa")
    changed = {"handle": "ROSA", "ui_language": "en", "time_zone": "UTC"}
    page = signed_in(factories.make_user("karl")).post(reverse("unions:account"), changed)
    assert "already uses this handle" in page.text


def test_the_action_itself_refuses_a_taken_handle() -> None:
    factories.make_user("rosa")
    with pytest.raises(users.HandleTaken):
        users.change(by=factories.make_user(), at=NOW, handle="ROSA")


def test_the_export_holds_all_rooms_and_no_secret(signed_in: SignIn) -> None:
    person = factories.make_member(factories.make_organisation("Union of Weavers"), "union_staff", "rosa")
    follows.add(by=person, at=NOW, language="en", country="BD")
    held = signed_in(person).get(reverse("unions:account-export"))
    assert "attachment" in held["Content-Disposition"]
    for expected in ("rosa@example.org", "Union of Weavers", "BD"):
        assert expected in held.text
    for secret in (factories.TOTP_SECRET, person.password, '"data"'):
        assert secret not in held.text


def test_erasing_leaves_nothing_that_leads_to_the_person(signed_in: SignIn) -> None:
    person = factories.make_member(factories.make_organisation(), handle="rosa")
    follows.add(by=person, at=NOW, language="en", country="BD")
    client = signed_in(person)
    client.post(reverse("unions:account-erase"))
    held = str(retention.what_we_hold(User.objects.get(pk=person.pk)))
    assert "rosa" not in held
    assert not Membership.objects.filter(user=person).exists()
    assert client.get(reverse("unions:account")).status_code == 302


def test_looking_at_the_question_erases_nothing(signed_in: SignIn) -> None:
    person = factories.make_user()
    assert signed_in(person).get(reverse("unions:account-erase")).status_code == 200
    assert User.objects.active().filter(pk=person.pk).exists()


def test_an_erased_handle_cannot_be_signed_in_with() -> None:
    person = factories.make_user("rosa")
    users.erase(by=person, at=NOW)
    client = Client()
    client.post(reverse("account_login"), {"login": person.handle, "password": PASSWORD})
    assert client.get(reverse("unions:account")).status_code == 302


def test_an_account_that_nobody_confirmed_dies_after_a_week() -> None:
    made = {"password": PASSWORD, "language": "en", "consent_wording": "Yes."}
    users.make(handle="old", address="old@example.org", at=NOW - timedelta(days=8), **made)
    users.make(handle="new", address="new@example.org", at=NOW, **made)
    retention.run(NOW)
    assert list(User.objects.values_list("handle", flat=True)) == ["new"]


def test_the_night_says_how_much_each_rule_ended() -> None:
    assert retention.run(NOW) == {rule.__name__: 0 for rule in retention.NIGHTLY}


def test_a_network_admin_finds_the_import_at_the_desk(signed_in: SignIn) -> None:
    reviewer = factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.REVIEWER)
    admin = factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)
    for person, is_shown in ((reviewer, False), (admin, True)):
        page = signed_in(person).get(reverse("unions:desk")).content.decode()
        assert (reverse("unions:organisation-import") in page) is is_shown
