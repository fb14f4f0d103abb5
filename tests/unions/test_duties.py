"""Duties for the whole network: given, taken back, and a network admin made by two."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from tests import factories
from tests.factories import NOW
from unions import retention
from unions.actions import duties, suspensions, users
from unions.choices import NetworkRoleKind
from unions.models import AuditEvent, DutyProposal, User
from unions.permissions import has_duty

ADMIN = NetworkRoleKind.NETWORK_ADMIN


def admin(**options: Any) -> User:
    """A network admin of an organisation of their own."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), ADMIN)


def staff(handle: str = "linden") -> User:
    """Staff of a member organisation."""
    return factories.make_staff(factories.make_organisation(), handle)


def proposed(by: User | None = None) -> DutyProposal:
    """Staff proposed as network admin."""
    proposal = duties.appoint(handle=staff().handle, kind=ADMIN, by=by or admin(), at=NOW)
    assert isinstance(proposal, DutyProposal)
    return proposal


def test_a_duty_given_twice_is_one_duty_and_one_entry_of_the_trail() -> None:
    person, giver = factories.make_user(), factories.make_user()
    for _ in range(2):
        duties.give(user=person, kind=NetworkRoleKind.REVIEWER, by=giver, at=NOW)
    assert person.network_roles.count() == 1
    assert AuditEvent.objects.filter(action="duty.given", actor=giver).count() == 1


def test_a_duty_can_be_taken_back() -> None:
    person, giver = factories.make_user(), factories.make_user()
    duty = duties.give(user=person, kind=NetworkRoleKind.REVIEWER, by=giver, at=NOW)
    duties.take_back(duty=duty, by=giver, at=NOW)
    assert not person.network_roles.exists()
    assert AuditEvent.objects.filter(action="duty.taken_back", actor=giver).exists()


@pytest.mark.parametrize("kind", [kind for kind in NetworkRoleKind if kind != ADMIN])
def test_one_admin_gives_any_other_duty(kind: str) -> None:
    person = staff()
    duties.appoint(handle="LINDEN", kind=kind, by=admin(), at=NOW)
    assert has_duty(person, kind)


def test_one_admin_alone_makes_no_admin() -> None:
    proposal = proposed()
    assert not has_duty(proposal.user, ADMIN)


def test_a_second_of_another_organisation_makes_the_admin() -> None:
    proposal, second = proposed(), admin()
    duty = duties.confirm(proposal=proposal, by=second, at=NOW)
    assert (duty.user, duty.granted_by) == (proposal.user, proposal.proposed_by)
    assert has_duty(proposal.user, ADMIN)
    assert AuditEvent.objects.filter(action="duty.confirmed", actor=second).exists()


def test_who_proposed_it_does_not_confirm_it() -> None:
    proposal = proposed()
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=proposal.proposed_by, at=NOW)


@pytest.mark.parametrize("near", ["user", "proposed_by"])
def test_nobody_of_the_same_organisation_confirms_it(near: str) -> None:
    proposal = proposed()
    union = getattr(proposal, near).memberships.get().organisation
    colleague = factories.give_duty(factories.make_staff(union), ADMIN)
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=colleague, at=NOW)


def test_nobody_without_the_duty_confirms_it() -> None:
    reviewer = factories.give_duty(staff("oriole"), NetworkRoleKind.REVIEWER)
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposed(), by=reviewer, at=NOW)


def test_a_proposal_of_somebody_who_is_no_admin_any_more_is_void() -> None:
    proposal, second = proposed(), admin()
    proposal.proposed_by.network_roles.all().delete()
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=second, at=NOW)


def test_a_proposal_of_somebody_whose_union_is_suspended_is_void() -> None:
    proposal, second = proposed(), admin()
    union = proposal.proposed_by.memberships.get().organisation
    suspensions.suspend(organisation=union, by=second, at=NOW, reason="stolen_account")
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=second, at=NOW)


def test_a_proposal_lapses_after_fourteen_days() -> None:
    proposal, second = proposed(), admin()
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=second, at=NOW + timedelta(days=14))
    assert duties.appoint(handle="linden", kind=ADMIN, by=second, at=NOW + timedelta(days=14)) != proposal


def test_a_proposal_is_decided_once() -> None:
    proposal = proposed()
    duties.set_aside(proposal=proposal, by=admin(), at=NOW)
    with pytest.raises(duties.NotConfirmable):
        duties.confirm(proposal=proposal, by=admin(), at=NOW)
    assert not has_duty(proposal.user, ADMIN)


def test_nobody_gives_a_duty_to_themselves() -> None:
    by = admin()
    with pytest.raises(duties.NotOneself):
        duties.appoint(handle=by.handle, kind=NetworkRoleKind.AUDITOR, by=by, at=NOW)


def test_who_is_no_staff_is_refused_like_who_does_not_exist() -> None:
    factories.make_member(factories.make_organisation(), handle="member")
    factories.make_staff(factories.make_organisation(state="suspended"), "held")
    words = set()
    for handle in ("member", "held", "nobody"):
        with pytest.raises(duties.NotStaff) as refusal:
            duties.appoint(handle=handle, kind=NetworkRoleKind.REVIEWER, by=admin(), at=NOW)
        words.add(str(refusal.value.message))
    assert len(words) == 1


def test_what_somebody_has_or_waits_for_is_not_given_again() -> None:
    proposal = proposed()
    with pytest.raises(duties.HasIt):
        duties.appoint(handle=proposal.user.handle, kind=ADMIN, by=admin(), at=NOW)
    factories.give_duty(proposal.user, NetworkRoleKind.REVIEWER)
    with pytest.raises(duties.HasIt):
        duties.appoint(handle=proposal.user.handle, kind=NetworkRoleKind.REVIEWER, by=admin(), at=NOW)


def test_two_network_admins_remain() -> None:
    first, second, third = admin(), admin(), admin()
    duties.take_back(duty=third.network_roles.get(), by=first, at=NOW)
    with pytest.raises(duties.TooFew):
        duties.take_back(duty=second.network_roles.get(), by=first, at=NOW)


@pytest.mark.parametrize("who", ["user", "proposed_by"])
def test_the_database_knows_that_it_takes_two(who: str) -> None:
    proposal = proposed()
    with pytest.raises(IntegrityError):
        DutyProposal.objects.filter(pk=proposal.pk).update(
            is_confirmed=True, decided_at=NOW, decided_by=getattr(proposal, who)
        )


def test_the_database_lets_nobody_propose_themselves() -> None:
    by = admin()
    with pytest.raises(IntegrityError):
        DutyProposal.objects.create(user=by, proposed_by=by, proposed_at=NOW)


def test_proposals_go_after_three_months_and_with_the_account() -> None:
    proposal = proposed()
    retention.run(NOW + timedelta(days=89))
    assert DutyProposal.objects.exists()
    users.erase(by=proposal.user, at=NOW)
    assert not DutyProposal.objects.exists()
    proposed(by=admin()) if not User.objects.filter(handle="linden").exists() else None
    retention.run(NOW + timedelta(days=91))
    assert not DutyProposal.objects.exists()
