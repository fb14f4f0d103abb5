"""The web role runs the portal, and cannot change what it has done."""

from collections.abc import Callable

import psycopg2
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.actions import pledges
from solidarity.models import Pledge
from tests import factories
from unions import retention
from unions.actions import users
from unions.audit import record
from unions.models import AuditEvent, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """These tests need the portal's tables; the machinery's do not."""


def refused(statement: str) -> bool:
    """Say whether the database refuses this to the role that we are, for want of a right."""
    place = connection.settings_dict
    where = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    asked = psycopg2.connect(dbname=place["NAME"], **where)
    try:
        with asked, asked.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        return True
    finally:
        asked.close()
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unions_auditevent SET action = 'other'",
        "UPDATE unions_auditevent SET actor_id = (SELECT max(id) FROM unions_user)",
        "DELETE FROM unions_auditevent",
        "TRUNCATE unions_auditevent",
        "ALTER TABLE unions_auditevent DISABLE TRIGGER portal_keep_trail",
        "DROP TRIGGER portal_keep_trail ON unions_auditevent",
        "CREATE OR REPLACE FUNCTION portal_keep_trail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
        "CREATE ROLE other",
    ],
)
def test_the_web_role_cannot_touch_the_trail_or_the_tables(as_web: None, statement: str) -> None:
    user = factories.make_user()
    record("user.changed", user, by=user, at=timezone.now())
    factories.make_user()
    assert refused(statement)


def test_the_refusals_are_of_the_role_and_not_of_the_test(web_role: dict[str, str]) -> None:
    assert not refused("CREATE TABLE mine (id int); DROP TABLE mine")
    assert not refused("ALTER TABLE unions_auditevent DISABLE TRIGGER portal_keep_trail; ROLLBACK")


def test_a_member_pledges_as_before(as_web: None, signed_in: Callable[[User], Client]) -> None:
    member = factories.make_member(factories.make_organisation())
    need = factories.make_need(factories.make_request())
    made = pledges.make(need=need, by=member, quantity=1, at=timezone.now())
    assert Pledge.objects.filter(pk=made.pk).exists()
    assert signed_in(member).get(reverse("solidarity:pledge-list")).status_code == 200


def test_an_account_is_erased_and_the_night_runs(as_web: None) -> None:
    user = factories.make_user()
    record("user.changed", user, by=user, at=timezone.now() - retention.TRAIL * 2)
    record("user.changed", user, by=user, at=timezone.now())
    users.erase(by=user, at=timezone.now())
    retention.run(timezone.now())
    assert [event.action for event in AuditEvent.objects.order_by("at")] == ["user.changed", "user.erased"]
    user.delete()
    assert not AuditEvent.objects.filter(actor__isnull=False).exists()


def test_a_table_that_comes_later_is_open_to_the_web_role(web_role: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (id serial)")
        rights = "has_table_privilege(%s, 'later', 'INSERT'), has_sequence_privilege(%s, 'later_id_seq', 'USAGE')"
        cursor.execute(f"SELECT {rights}", [web_role["USER"]] * 2)
        answer = cursor.fetchone()
        cursor.execute("DROP TABLE later")
    assert answer == (True, True)


def test_granting_twice_changes_nothing(web_role: dict[str, str]) -> None:
    rights = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    with connection.cursor() as cursor:
        cursor.execute(rights)
        before = cursor.fetchall()
        call_command("database_roles")
        cursor.execute(rights)
        assert cursor.fetchall() == before


def test_one_role_has_nobody_to_grant_to() -> None:
    with pytest.raises(CommandError, match="OWNER_DATABASE_URL"):
        call_command("database_roles")
