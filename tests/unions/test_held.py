"""What is held of a person: shown, handed out, and gone after erasing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.fixtures import Settings

from solidarity.actions import guest_pledges, pledges
from solidarity.choices import ShownAs
from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from tests.unions.reporting import make_request, report
from unions import retention
from unions.actions import factor_recoveries, follows, invitations, memberships, translations, users
from unions.choices import NetworkRoleKind
from unions.fields import cipher
from unions.models import Membership, OutgoingMail, Recipient, RetentionRun, User
from unions.retention.held import Held, held_of
from unions.retention.people import called, pointing_at

SignIn = Callable[[User], Client]
NEEDLES = ("needlehandle", "needleaddress")
TEXTS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'ARRAY', 'jsonb')
"""
ENCRYPTED = "gAAAA"  # how every value of Fernet begins


def needle() -> User:
    """Somebody who has done everything that leaves something of them."""
    organisation = factories.make_organisation()
    person = factories.make_staff(organisation, NEEDLES[0], email=f"{NEEDLES[1]}@example.org")
    follows.add(by=person, at=NOW, language="en", country="BD")
    asked = make_request(factories.make_organisation())
    need = asked.needs.get()
    words: dict[str, Any] = {"message": f"From {NEEDLES[0]}", "shown_as": ShownAs.HANDLE, "country": "DE"}
    pledges.make(by=person, need=need, quantity=1, at=NOW, **words)
    other = factories.make_need(asked)
    guest_pledges.ask(
        need=other, address=person.email, quantity=1, language="en", consent_wording="Yes.", at=NOW, message=NEEDLES[0]
    )
    report(asked, person, words=f"I am {NEEDLES[0]}")
    translations.keep(subject=asked, texts={"title": "Despedidos"}, language="es", by=person, at=NOW)
    invitations.make(organisation=organisation, role="member", by=person, at=NOW)
    factor_recoveries.ask(handle_or_address=person.handle, at=NOW)
    return person


@pytest.mark.parametrize("owner", [User, Recipient])
def test_every_kind_of_row_has_a_name_in_arabic(owner: type[User | Recipient]) -> None:
    with override("ar"):
        names = {model._meta.label: called(model) for model, _column in pointing_at(owner)}
    assert [label for label, name in names.items() if name.isascii()] == []


def places_that_hold(*needles: str) -> set[str]:
    """Return the columns of the whole database in which one of these words stands, encrypted ones read as well."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT "{column}"::text FROM "{table}" WHERE "{column}" IS NOT NULL')
            if any(word in _readable(value).lower() for (value,) in cursor.fetchall() for word in needles):
                found.add(f"{table}.{column}")
    return found


def _readable(value: str) -> str:
    return cipher().decrypt(value.encode()).decode() if value.startswith(ENCRYPTED) else value


@pytest.fixture(autouse=True)
def _real_outbox(settings: Settings) -> None:
    """Mails wait in the database, as they do on a server."""
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"


def test_the_needles_are_found_before_the_account_is_erased(at_now: object) -> None:
    needle()
    held = places_that_hold(*NEEDLES)
    assert {"unions_user.handle", "unions_user.email", "account_emailaddress.email"} <= held
    assert {"solidarity_pledge.message", "solidarity_guestpledge.address", "unions_textreport.words"} <= held
    assert "unions_outgoingmail.envelope_to" in held


def test_after_erasing_no_column_of_any_table_leads_to_the_person(at_now: object, signed_in: SignIn) -> None:
    person = needle()
    client = signed_in(person)
    client.get(reverse("unions:account"))
    client.post(reverse("unions:account-erase"))
    assert User.objects.get(pk=person.pk).erased_at
    assert places_that_hold(*NEEDLES) == set()


def test_erasing_leaves_the_mails_of_others(at_now: object) -> None:
    waiting = OutgoingMail.objects.create(envelope_to="b@example.org", message="Hello", made_at=NOW, not_before=NOW)
    users.erase(by=needle(), at=NOW)
    assert list(OutgoingMail.objects.all()) == [waiting]


def things(person: User) -> list[Held]:
    """All that the page shows of this person."""
    return [thing for group in held_of(person) for thing in group.things]


def test_each_thing_says_how_much_why_who_sees_it_and_until_when() -> None:
    for thing in things(needle()):
        assert thing.count > 0
        assert all(str(words) for words in (thing.rule.purpose, thing.rule.seen_by, thing.rule.keep))


def test_where_a_clock_runs_the_day_is_named() -> None:
    person = factories.make_member(factories.make_organisation())
    memberships.leave(membership=Membership.objects.get(user=person), by=person, at=NOW)
    dates = [thing.first_goes_at for thing in things(person) if thing.first_goes_at]
    assert NOW + retention.ENDED_MEMBERSHIPS in dates


def test_the_last_run_of_a_rule_is_named() -> None:
    person = factories.make_member(factories.make_organisation())
    retention.run(NOW)
    assert NOW in [thing.last_run_at for thing in things(person)]


def test_the_page_shows_it_and_no_secret(signed_in: SignIn) -> None:
    person = factories.make_member(factories.make_organisation(), "union_staff")
    page = signed_in(person).get(reverse("unions:account-held")).text
    assert "so that the people of a union may read and act for it" in page
    assert "E-mail address" in page
    assert not [secret for secret in (factories.TOTP_SECRET, person.password) if secret in page]


def test_five_rows_cost_as_many_queries_as_one(signed_in: SignIn) -> None:
    person = factories.make_user()
    client, url = signed_in(person), reverse("unions:account-held")
    follows.add(by=person, at=NOW, language="en", country="BD")
    client.get(url)
    one = queries_of(lambda: client.get(url))
    for country in ("DE", "FR", "ES", "IT"):
        follows.add(by=person, at=NOW, language="en", country=country)
    assert queries_of(lambda: client.get(url)) == one


@pytest.mark.parametrize("name", ["account-export", "account-export-page"])
def test_both_exports_hold_all_rooms_and_no_secret(name: str, at_now: object, signed_in: SignIn) -> None:
    person = needle()
    held = signed_in(person).get(reverse(f"unions:{name}"))
    assert "attachment" in held["Content-Disposition"]
    for expected in (*NEEDLES, "BD", "From needlehandle", "I am needlehandle"):
        assert expected in held.text
    for secret in (factories.TOTP_SECRET, person.password, "token_hash"):
        assert secret not in held.text


def test_an_export_does_not_hand_out_who_reported_ones_text(at_now: object, signed_in: SignIn) -> None:
    author, reader = factories.make_user(), factories.make_user()
    need = make_request().needs.get()
    pledge = pledges.make(by=author, need=need, quantity=1, at=NOW, message="Needle.")
    report(pledge, reader, kind="pledge", text="message", words="It is Needle.")
    held = signed_in(author).get(reverse("unions:account-export")).text
    assert reader.public_id not in held
    assert "It is Needle" not in held


def test_each_rule_leaves_its_count() -> None:
    made = invitations.make(organisation=factories.make_organisation(), role="member", by=None, at=NOW)
    over = made.invitation.expires_at + retention.DEAD_INVITATIONS + timedelta(days=1)
    retention.run(over)
    assert RetentionRun.objects.get(rule="forget_dead_invitations").ended == 1
    assert RetentionRun.objects.count() == len(retention.NIGHTLY)


def test_a_night_that_runs_twice_leaves_one_count() -> None:
    retention.run(NOW)
    retention.run(NOW)
    assert RetentionRun.objects.count() == len(retention.NIGHTLY)


@pytest.mark.parametrize("kind", [NetworkRoleKind.AUDITOR, NetworkRoleKind.NETWORK_ADMIN])
def test_those_who_watch_see_the_counts(kind: str, signed_in: SignIn) -> None:
    retention.run(NOW)
    page = signed_in(factories.give_duty(factories.make_user(), kind)).get(reverse("unions:retention-list")).text
    assert "forget_dead_invitations" in page
    assert "30 days after the invitation ran out" in page


def test_others_do_not(signed_in: SignIn) -> None:
    client = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.REVIEWER))
    assert client.get(reverse("unions:retention-list")).status_code == 403


def test_a_year_of_nights_costs_as_many_queries_as_one(signed_in: SignIn) -> None:
    client = signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.AUDITOR))
    url = reverse("unions:retention-list")
    retention.run(NOW)
    client.get(url)
    one = queries_of(lambda: client.get(url))
    for night in range(1, 5):
        retention.run(NOW + timedelta(days=night))
    assert queries_of(lambda: client.get(url)) == one


def test_every_language_of_the_portal_can_hand_out_the_page(at_now: object, signed_in: SignIn) -> None:
    person = needle()
    for code, _ in portal.LANGUAGES:
        assert NEEDLES[0] in signed_in(person).get(f"/{code}/my-account/export/page/").text
