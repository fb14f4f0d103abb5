"""Attacks on who decides: rights that come back by a side door, judges of their own cause."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from tests.unions import applying
from unions.actions import admissions, checks, duties, memberships, objections, suspensions, vouches
from unions.choices import ApplicationState, NetworkRoleKind, OrganisationState
from unions.models import Membership, Organisation, Recipient, Suspension, UnionApplication, User
from unions.permissions import has_duty, may_administer, may_answer_objection, may_decide_standing
from unions.validators import Refused

SignIn = Callable[[User], Client]
ADMIN = NetworkRoleKind.NETWORK_ADMIN


def held(organisation: Organisation, act: Any = suspensions.suspend, reason: str = "complaint") -> Suspension:
    """Take the rights of an organisation, by a network admin from elsewhere."""
    return act(organisation=organisation, by=applying.network_admin(), at=NOW, reason=reason)


def union_of(application: UnionApplication) -> Organisation:
    """The organisation that an application has become."""
    return Organisation.objects.get(applications=application)


@pytest.mark.parametrize(
    ("act", "reason"),
    [(suspensions.suspend, "complaint"), (suspensions.remove, "complaint"), (suspensions.freeze, "banned")],
)
def test_a_decision_on_the_application_does_not_give_a_held_union_its_rights_back(act: Any, reason: str) -> None:
    application = applying.settled(applying.provisional())
    held(union_of(application), act, reason)
    before = union_of(application).state
    what: dict[str, Any] = {"application": application, "by": applying.network_admin(), "at": NOW}
    with pytest.raises(admissions.NotToDecide):
        admissions.approve(**what)
    with pytest.raises(admissions.NotToDecide):
        admissions.decline(**what, reason="no_word", words="Nobody knows you.")
    assert union_of(application).state == before
    assert Suspension.objects.in_force().filter(organisation=union_of(application)).exists()


def test_a_held_union_is_not_sent_an_invitation_that_opens_once_it_has_its_rights_again() -> None:
    application = applying.provisional()
    held(union_of(application))
    with pytest.raises(Refused):
        admissions.invite_again(application=application, by=applying.network_admin(), at=NOW)


def test_an_objection_raised_while_it_was_suspended_is_not_forgotten_when_that_is_lifted() -> None:
    application = applying.approved()
    union, member = union_of(application), applying.union("FR")
    held(union)
    by = factories.make_staff(member)
    objections.raise_objection(
        application=application, organisation=member, ground="employer", text="Paid by the firm.", by=by, at=NOW
    )
    suspensions.lift(organisation=union, by=applying.network_admin(), at=NOW)
    union.refresh_from_db()
    assert union.state == OrganisationState.PROVISIONAL


@pytest.mark.parametrize("end", ["leave", "remove"])
def test_a_duty_that_rests_is_not_woken_by_leaving_the_suspended_union(end: str) -> None:
    union = factories.make_organisation()
    factories.make_admin(union)
    person = factories.give_duty(factories.make_staff(union), ADMIN)
    held(union)
    getattr(memberships, end)(membership=person.memberships.get(), by=person, at=NOW)
    assert not has_duty(person, ADMIN)


def test_nobody_judges_the_union_that_they_left() -> None:
    union, elsewhere = factories.make_organisation(), factories.make_organisation()
    factories.make_admin(union)
    person = factories.give_duty(factories.make_staff(union), ADMIN)
    factories.join(person, elsewhere)
    held(union)
    memberships.leave(membership=person.memberships.get(organisation=union), by=person, at=NOW)
    assert has_duty(person, ADMIN)
    assert not may_decide_standing(person, union)


def test_a_word_that_was_taken_back_or_came_with_a_tie_still_makes_partial() -> None:
    application = applying.ready()
    cousin, former = applying.union("FR"), applying.union("IT")
    applying.vouch(application, cousin, conflict="Our treasurer is theirs.")
    word = applying.vouch(application, former)
    admitted = union_of(admissions.make_provisional(application=application, by=applying.network_admin(), at=NOW))
    vouches.take_back(vouch=word, by=factories.make_admin(former), at=NOW)
    assert not may_decide_standing(applying.network_admin(cousin), admitted)
    assert not may_decide_standing(applying.network_admin(former), admitted)
    assert may_decide_standing(applying.network_admin(), admitted)


def test_nobody_judges_a_branch_of_their_own_union_or_the_union_of_their_branch() -> None:
    union = factories.make_organisation()
    branch = factories.make_organisation(parent=union)
    assert not may_decide_standing(applying.network_admin(union), branch)
    assert not may_decide_standing(applying.network_admin(branch), union)


def test_who_gave_their_word_does_not_clear_the_objections_to_it(signed_in: SignIn) -> None:
    application, voucher, member = applying.sent(), applying.union("FR"), applying.union("IT")
    applying.vouch(application, voucher)
    objection = objections.raise_objection(
        application=application, organisation=member, ground="employer", text="Paid by the firm.",
        by=factories.make_staff(member), at=NOW,
    )  # fmt: skip
    partial, other = applying.network_admin(voucher), applying.network_admin()
    assert not may_answer_objection(partial, objection)
    assert may_answer_objection(other, objection)
    with pytest.raises(Refused):
        objections.answer(objection=objection, answer="All is well.", by=partial, at=NOW)
    url = reverse("unions:objection-answer", args=[objection.public_id])
    assert signed_in(partial).get(url).status_code == 403


def test_who_gave_their_word_does_not_check_it(signed_in: SignIn) -> None:
    application, voucher = applying.sent(), applying.union("FR")
    applying.vouch(application, voucher)
    partial = factories.give_duty(factories.make_staff(voucher))
    with pytest.raises(Refused):
        checks.record(application=application, kind="elections", result="pass", by=partial, at=NOW)
    url = reverse("unions:check-record", args=[application.public_id, "elections"])
    assert signed_in(partial).get(url).status_code == 403
    assert signed_in(factories.give_duty(factories.make_staff(applying.union("IT")))).get(url).status_code == 200


def declined_after_entering() -> tuple[UnionApplication, Organisation, User]:
    """A union of the directory whose name somebody used: admitted provisionally, then declined, with its admin."""
    entry = factories.make_organisation(
        applying.FIRST["name"], country=applying.FIRST["country"], state=OrganisationState.LISTED
    )
    application = applying.ready()
    admissions.make_provisional(application=application, by=applying.network_admin(), at=NOW, entry=entry)
    entry.refresh_from_db()
    impostor = factories.make_admin(entry)
    admissions.decline(
        application=application, reason="no_word", words="It is not you.", by=applying.network_admin(), at=NOW
    )
    entry.refresh_from_db()
    return application, entry, impostor


def test_who_was_declined_keeps_nothing_of_the_entry_that_they_claimed(signed_in: SignIn) -> None:
    _application, entry, impostor = declined_after_entering()
    assert entry.state == OrganisationState.DECLINED
    assert not may_administer(impostor, entry)
    assert not Membership.objects.verified().filter(organisation=entry).exists()
    assert signed_in(impostor).get(reverse("unions:organisation-edit", args=[entry.slug])).status_code == 404
    assert not Recipient.objects.filter(organisation=entry).exists()


def test_who_was_declined_is_not_in_when_the_true_union_claims_its_entry() -> None:
    _application, entry, impostor = declined_after_entering()
    true = applying.ready(contact_address="true@couriers.example")
    admissions.make_provisional(application=true, by=applying.network_admin(), at=NOW, entry=entry)
    assert not Organisation.objects.belonging_to(impostor).filter(pk=entry.pk).exists()
    assert true.pk and UnionApplication.objects.get(pk=true.pk).state == ApplicationState.PROVISIONAL


def test_the_last_two_admins_who_can_act_remain() -> None:
    resting, judge, other = (applying.network_admin() for _ in range(3))
    union = Organisation.objects.belonging_to(resting).get()
    suspensions.suspend(organisation=union, by=judge, at=NOW, reason="complaint")
    with pytest.raises(duties.TooFew):
        duties.take_back(duty=other.network_roles.get(), by=judge, at=NOW)
    duties.take_back(duty=resting.network_roles.get(), by=judge, at=NOW)
    assert has_duty(other, ADMIN)
