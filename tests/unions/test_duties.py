"""Duties for the whole network."""

from tests import factories
from tests.factories import NOW
from unions.actions import duties
from unions.choices import NetworkRoleKind
from unions.models import AuditEvent


def test_a_duty_given_twice_is_one_duty_and_one_entry_of_the_trail() -> None:
    person, admin = factories.make_user(), factories.make_user()
    for _ in range(2):
        duties.give(user=person, kind=NetworkRoleKind.REVIEWER, by=admin, at=NOW)
    assert person.network_roles.count() == 1
    assert AuditEvent.objects.filter(action="duty.given", actor=admin).count() == 1


def test_a_duty_can_be_taken_back() -> None:
    person, admin = factories.make_user(), factories.make_user()
    duty = duties.give(user=person, kind=NetworkRoleKind.REVIEWER, by=admin, at=NOW)
    duties.take_back(duty=duty, by=admin, at=NOW)
    assert not person.network_roles.exists()
    assert AuditEvent.objects.filter(action="duty.taken_back", actor=admin).exists()
