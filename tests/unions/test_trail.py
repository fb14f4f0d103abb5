"""The trail as auditors and network admins read it."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.factories import NOW
from tests.queries import queries_of
from unions.actions import duties, memberships, suspensions
from unions.audit import record
from unions.choices import NetworkRoleKind, Role
from unions.models import AuditEvent, Organisation, Recipient, User
from unions.views import trail

SignIn = Callable[[User], Client]
PAGE = "/en/trail/"


@pytest.fixture
def auditor(signed_in: SignIn) -> Client:
    """Somebody who reads the trail."""
    return signed_in(factories.give_duty(factories.make_user(), NetworkRoleKind.AUDITOR))


def admin(handle: str = "mistral") -> User:
    """A network admin."""
    return factories.give_duty(factories.make_user(handle), NetworkRoleKind.NETWORK_ADMIN)


def lines(client: Client, **filters: Any) -> list[tuple[str, str, str]]:
    """Who did what to what, as the page shows it."""
    shown = client.get(PAGE, filters).context["lines"]
    return [(line["event"].who, line["event"].action, line["reference"]) for line in shown]


def rows(client: Client, **filters: Any) -> list[dict[str, str]]:
    """The lines of the table that an auditor takes along."""
    response: Any = client.get(f"{PAGE}export/", filters)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.getvalue().decode())))


def suspended(by: User) -> Organisation:
    """A union that was suspended."""
    union = factories.make_organisation()
    suspensions.suspend(organisation=union, by=by, at=NOW, reason="complaint")
    return union


def test_the_latest_stands_on_top(auditor: Client) -> None:
    union = factories.make_organisation()
    for hours, action in ((2, "second"), (1, "first"), (3, "third")):
        record(action, union, by=None, at=NOW + timedelta(hours=hours))
    assert [action for _who, action, _reference in lines(auditor)] == ["third", "second", "first"]


def test_an_act_of_duty_names_the_handle_and_nothing_else_does(auditor: Client) -> None:
    by = admin()
    union = suspended(by)
    memberships.verify(user=by, organisation=union, role=Role.MEMBER, by=by, at=NOW + timedelta(hours=1))
    assert [(who, action) for who, action, _reference in lines(auditor)] == [
        (by.public_id, "membership.verified"),
        ("mistral", "organisation.suspended"),
    ]


def test_a_handle_and_a_public_id_never_meet(auditor: Client) -> None:
    by = admin()
    memberships.verify(user=by, organisation=suspended(by), role=Role.MEMBER, by=by, at=NOW)
    assert {action for _who, action, _reference in lines(auditor, by="mistral")} == {"organisation.suspended"}
    assert {action for _who, action, _reference in lines(auditor, by=by.public_id)} == {"membership.verified"}


def test_no_names_of_unions_or_people_are_on_the_page(auditor: Client) -> None:
    union = factories.make_organisation("Needle Workers")
    record("organisation.added", union, by=factories.make_user("needle-person"), at=NOW)
    page = auditor.get(PAGE).content.decode()
    assert union.public_id in page
    assert "Needle" not in page and "needle-person" not in page


def test_the_clock_and_contacts_act_too(auditor: Client) -> None:
    union = factories.make_organisation()
    contact = Recipient.objects.create(organisation=union, contact_address="office@example.org")
    record("by_the_clock", union, by=None, at=NOW)
    record("by_a_contact", union, by=contact, at=NOW)
    assert {(who, action) for who, action, _reference in lines(auditor)} == {
        ("", "by_the_clock"),
        (contact.public_id, "by_a_contact"),
    }


def test_it_can_be_narrowed_to_one_kind_and_one_object(auditor: Client) -> None:
    union, other = suspended(admin()), suspended(admin("agave"))
    duties.give(user=factories.make_user(), kind="reviewer", by=admin("oriole"), at=NOW)
    about = lines(auditor, about="unions.organisation")
    assert {reference for _who, _action, reference in about} == {union.public_id, other.public_id}
    one = lines(auditor, about="unions.organisation", reference=union.public_id)
    assert one == [("mistral", "organisation.suspended", union.public_id)]


def test_an_object_without_a_public_id_is_named_by_its_key(auditor: Client) -> None:
    duty = duties.give(user=factories.make_user(), kind="reviewer", by=admin(), at=NOW)
    found = lines(auditor, about="unions.networkrole", reference=str(duty.pk))
    assert found == [("mistral", "duty.given", str(duty.pk))]


@pytest.mark.parametrize(
    "filters",
    [
        {"about": "unions.nothing"},
        {"about": "unions.organisation", "reference": "nobody"},
        {"about": "unions.networkrole", "reference": "no-number"},
        {"by": "nobody"},
        {"action": "nothing\0"},
    ],
)
def test_what_nobody_knows_matches_nothing(auditor: Client, filters: dict[str, str]) -> None:
    suspended(admin())
    assert lines(auditor, **filters) == []


def test_a_filter_can_be_taken_away_again(auditor: Client) -> None:
    suspended(admin())
    groups = auditor.get(PAGE, {"by": "mistral", "about": "unions.organisation"}).context["groups"]
    chosen = {choice["url"] for group in groups for choice in group["choices"] if choice["is_current"]}
    assert chosen == {"?about=unions.organisation", "?by=mistral"}


def test_pages_follow_each_other_without_gap_or_repetition(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "PER_PAGE", 2)
    union = factories.make_organisation()
    for number in range(5):
        record(f"act{number}", union, by=None, at=NOW)
    seen, url = [], PAGE
    while url:
        context = auditor.get(PAGE + url.removeprefix(PAGE)).context
        seen += [line["event"].action for line in context["lines"]]
        back, url = context["newer_url"], context["older_url"]
    assert seen == ["act4", "act3", "act2", "act1", "act0"]
    assert [line["event"].action for line in auditor.get(PAGE + back).context["lines"]] == ["act2", "act1"]


def test_a_page_that_nobody_knows_is_the_first(auditor: Client) -> None:
    suspended(admin())
    assert lines(auditor, older="x") == lines(auditor, newer="99999999") == lines(auditor)


def test_an_auditor_takes_the_same_lines_along(auditor: Client) -> None:
    union = suspended(admin())
    (row,) = rows(auditor, about="unions.organisation")
    assert (row["who"], row["action"], row["about"], row["reference"], row["from"], row["to"], row["reason"]) == (
        "mistral",
        "organisation.suspended",
        "unions.organisation",
        union.public_id,
        "approved",
        "suspended",
        "complaint",
    )


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(auditor: Client, formula: str) -> None:
    record("act", factories.make_organisation(), by=None, at=NOW, reason=formula)
    assert rows(auditor)[0]["reason"] == f"'{formula}"


def test_a_network_admin_reads_but_takes_nothing_along(signed_in: SignIn) -> None:
    client = signed_in(admin())
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}export/").status_code == 403
    assert "export" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("duty", [NetworkRoleKind.REVIEWER, NetworkRoleKind.SAFEGUARDING])
def test_others_do_not_read_it(signed_in: SignIn, duty: str) -> None:
    assert signed_in(factories.give_duty(factories.make_user(), duty)).get(PAGE).status_code == 403


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}export/"])
def test_reading_writes_nothing_into_it(auditor: Client, page: str) -> None:
    auditor.get(page)
    assert not AuditEvent.objects.exists()
    assert auditor.post(page).status_code == 405


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}export/"])
def test_five_lines_cost_as_many_queries_as_one(auditor: Client, page: str) -> None:
    def read() -> bytes:
        return b"".join(auditor.get(page))

    suspended(admin("a0"))
    read()
    one = queries_of(read)
    for number in range(1, 5):
        suspended(admin(f"a{number}"))
    assert queries_of(read) == one
