"""The pages of a lost second factor: the same answer for all, two who confirm, a link that opens later."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW, PASSWORD
from unions.actions import factor_recoveries
from unions.models import FactorRecovery, Organisation, User

SignIn = Callable[[User], Client]
ASK = "/en/lost-second-factor/"
HOUR = timedelta(hours=1)


def asked_by(person: User) -> FactorRecovery:
    """The recovery that this person asked for."""
    Client().post(ASK, {"account": person.handle})
    return FactorRecovery.objects.get(user=person)


def confirm(client: Client, recovery: FactorRecovery) -> Any:
    """The word of whoever is signed in."""
    url = reverse("unions:recovery-confirm", args=[recovery.public_id])
    return client.post(url, {"channel": "video", "is_sure": "on"})


def link_of(person: User, organisation: Organisation, signed_in: SignIn) -> str:
    """The path that two admins have made."""
    recovery = asked_by(person)
    for _ in range(2):
        answer = confirm(signed_in(factories.make_admin(organisation)), recovery)
    text = str(mail.outbox[-1].body) if person.email else answer.text
    found = re.search(r"/en/way-back/[\w-]+/", text)
    assert found
    return found.group()


@pytest.fixture
def union() -> Organisation:
    """The union of who has lost their factor."""
    return factories.make_organisation()


def test_the_answer_is_the_same_for_everybody(at_now: object, union: Organisation) -> None:
    known = Client().post(ASK, {"account": factories.make_staff(union).handle}, follow=True)
    unknown = Client().post(ASK, {"account": "nobody"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert FactorRecovery.objects.count() == 1


def test_asking_too_often_is_refused(at_now: object) -> None:
    client = Client()
    answers = [client.post(ASK, {"account": "nobody"}).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]


def test_confirming_wants_a_fresh_sign_in(union: Organisation) -> None:
    recovery, client = asked_by(factories.make_staff(union)), Client()
    client.force_login(factories.make_admin(union), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("unions:recovery-confirm", args=[recovery.public_id]))
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url


def test_confirming_wants_both_ticks(at_now: object, union: Organisation, signed_in: SignIn) -> None:
    recovery = asked_by(factories.make_staff(union))
    url = reverse("unions:recovery-confirm", args=[recovery.public_id])
    assert signed_in(factories.make_admin(union)).post(url, {"channel": "video"}).status_code == 200
    recovery.refresh_from_db()
    assert recovery.first_at is None


def test_others_do_not_find_it(at_now: object, union: Organisation, signed_in: SignIn) -> None:
    recovery = asked_by(factories.make_staff(union))
    for stranger in (factories.make_user(), factories.make_admin(factories.make_organisation())):
        assert confirm(signed_in(stranger), recovery).status_code == 404


def test_the_link_is_mailed_and_opens_the_account_an_hour_later(
    at_now: time_machine.Traveller, union: Organisation, signed_in: SignIn
) -> None:
    person = factories.make_staff(union)
    path = link_of(person, union, signed_in)
    assert "Not yet" in Client().get(path).text
    at_now.move_to(NOW + HOUR)
    visitor = Client()
    answer = visitor.post(path, {"password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/en/my-account/second-factor/")
    assert not Authenticator.objects.filter(user=person).exists()
    assert visitor.get(answer.url).status_code == 200
    assert Client().get(path).status_code == 404


def test_who_comes_too_early_reads_the_hour_of_their_own_clock(
    at_now: object, union: Organisation, signed_in: SignIn
) -> None:
    person = factories.make_staff(union, time_zone="Asia/Dhaka")
    assert "16:00 Dhaka" in Client().get(link_of(person, union, signed_in)).text


def test_staff_who_came_back_must_set_a_new_factor(
    at_now: time_machine.Traveller, union: Organisation, signed_in: SignIn
) -> None:
    path = link_of(factories.make_staff(union), union, signed_in)
    at_now.move_to(NOW + HOUR)
    visitor = Client()
    visitor.post(path, {"password": PASSWORD})
    assert visitor.get("/en/requests/").url == "/en/my-account/second-factor/"


def test_the_link_alone_without_the_password_opens_nothing(
    at_now: time_machine.Traveller, union: Organisation, signed_in: SignIn
) -> None:
    person = factories.make_staff(union)
    path = link_of(person, union, signed_in)
    at_now.move_to(NOW + HOUR)
    assert Client().post(path, {"password": "not the password at all"}).status_code == 200
    assert Authenticator.objects.filter(user=person).exists()


def test_passwords_cannot_be_tried_out_behind_the_link(
    at_now: time_machine.Traveller, union: Organisation, signed_in: SignIn
) -> None:
    path = link_of(factories.make_staff(union), union, signed_in)
    at_now.move_to(NOW + HOUR)
    client = Client()
    answers = [client.post(path, {"password": f"guess number {n} of many"}).status_code for n in range(11)]
    assert answers[-1] == 429


def test_who_has_no_address_is_handed_the_link(at_now: object, union: Organisation, signed_in: SignIn) -> None:
    person = factories.make_staff(union, email=None)
    assert link_of(person, union, signed_in)
    assert not mail.outbox


def test_the_person_stops_it_from_their_account(at_now: object, union: Organisation, signed_in: SignIn) -> None:
    person = factories.make_staff(union)
    recovery, client = asked_by(person), signed_in(person)
    url = reverse("unions:recovery-stop", args=[recovery.public_id])
    assert url in client.get(reverse("unions:account")).text
    client.get(url)
    assert FactorRecovery.objects.running(NOW).exists()
    client.post(url)
    assert not FactorRecovery.objects.running(NOW).exists()


def test_the_sessions_of_the_person_end(at_now: time_machine.Traveller, union: Organisation, signed_in: SignIn) -> None:
    person = factories.make_member(union)
    factories.add_second_factor(person)
    path, client = link_of(person, union, signed_in), signed_in(person)
    assert UserSession.objects.filter(user=person, session_key=client.session.session_key).exists()
    at_now.move_to(NOW + HOUR)
    assert client.get("/en/my-account/").status_code == 200
    factor_recoveries.use(token=path.split("/")[3], password=None, at=NOW + HOUR)
    assert client.get("/en/my-account/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
