"""Suspending, removing and freezing an organisation, and giving it back what it had."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from unions import retention
from unions.actions import invitations, suspensions
from unions.announcements import kind_of_news
from unions.choices import NetworkRoleKind, OrganisationState, Role
from unions.models import Announcement, AuditEvent, Invitation, Organisation, Suspension, User
from unions.permissions import has_duty, is_network_member, may_administer, may_decide_standing, may_speak_for
from unions.validators import Refused

SignIn = Callable[[User], Client]
LATER = NOW + timedelta(hours=1)


def admin() -> User:
    """A network admin of another organisation."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)


def suspended(union: Organisation, **options: Any) -> Suspension:
    """Suspend it, by a network admin of another organisation."""
    defaults: dict[str, Any] = {"by": admin(), "at": NOW, "reason": "complaint"}
    return suspensions.suspend(organisation=union, **(defaults | options))


def test_its_people_lose_what_it_gave_them() -> None:
    union = factories.make_organisation()
    staff, chief = factories.make_staff(union), factories.make_admin(union)
    suspended(union)
    assert not may_speak_for(staff, union)
    assert not is_network_member(staff)
    assert not may_administer(chief, union)


def test_its_people_are_signed_out_in_the_same_moment(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    client, other = (
        signed_in(factories.make_staff(union)),
        signed_in(factories.make_staff(factories.make_organisation())),
    )
    suspended(union)
    assert client.get(reverse("unions:account")).status_code == 302
    assert other.get(reverse("unions:account")).status_code == 200
    assert Session.objects.count() == 1


def test_who_belongs_to_another_member_union_signs_in_again_with_its_rights(signed_in: SignIn) -> None:
    union, second = factories.make_organisation(), factories.make_organisation()
    person = factories.make_member(union)
    second.memberships.create(user=person, role=Role.MEMBER, state="verified", verified_at=NOW)
    client = signed_in(person)
    suspended(union)
    assert client.get(reverse("unions:account")).status_code == 302
    assert signed_in(person).get(reverse("unions:account")).status_code == 200
    assert is_network_member(person)


def test_others_may_sign_in_to_what_is_their_own(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    person = factories.make_member(union)
    suspended(union)
    assert signed_in(person).get(reverse("unions:account")).status_code == 200


def test_open_invitations_end_and_stay_ended() -> None:
    union = factories.make_organisation()
    made = invitations.make(organisation=union, role=Role.MEMBER, by=factories.make_admin(union), at=NOW)
    suspended(union)
    made.invitation.refresh_from_db()
    assert made.invitation.revoked_at == NOW
    suspensions.lift(organisation=union, by=admin(), at=LATER)
    assert not Invitation.objects.valid(LATER).exists()


def test_an_invitation_that_slips_through_opens_nothing() -> None:
    union = factories.make_organisation()
    chief = factories.make_admin(union)
    suspended(union)
    late = invitations.make(organisation=union, role=Role.MEMBER, by=chief, at=NOW)
    with pytest.raises(invitations.NotValid):
        invitations.accept(token=late.token, by=factories.make_user(), at=NOW, consent_wording="I agree", language="en")


def test_the_duty_of_somebody_of_it_rests_with_it() -> None:
    union = factories.make_organisation()
    reviewer = factories.give_duty(factories.make_member(union))
    assert has_duty(reviewer, NetworkRoleKind.REVIEWER)
    suspended(union)
    assert not has_duty(reviewer, NetworkRoleKind.REVIEWER)
    suspensions.lift(organisation=union, by=admin(), at=LATER)
    assert has_duty(reviewer, NetworkRoleKind.REVIEWER)


def test_nobody_decides_about_their_own() -> None:
    union = factories.make_organisation()
    own = factories.give_duty(factories.make_staff(union), NetworkRoleKind.NETWORK_ADMIN)
    assert not may_decide_standing(own, union)
    assert may_decide_standing(admin(), union)
    assert not may_decide_standing(factories.give_duty(factories.make_user(), NetworkRoleKind.REVIEWER), union)


@pytest.mark.parametrize("state", [OrganisationState.APPROVED, OrganisationState.PROVISIONAL])
def test_lifting_gives_back_what_it_was(state: str) -> None:
    union = factories.make_organisation(state=state)
    suspended(union)
    suspensions.lift(organisation=union, by=admin(), at=LATER)
    union.refresh_from_db()
    assert union.state == state


def test_a_removed_one_does_not_come_back_by_lifting() -> None:
    union = factories.make_organisation()
    suspended(union)
    suspensions.remove(organisation=union, by=admin(), at=LATER, reason="conduct")
    union.refresh_from_db()
    assert union.state == OrganisationState.REMOVED
    with pytest.raises(suspensions.NotNow):
        suspensions.lift(organisation=union, by=admin(), at=LATER)


def test_each_decision_stands_beside_the_earlier_ones() -> None:
    union, by = factories.make_organisation(), admin()
    first = suspended(union, by=by, words="Two members complained.")
    suspensions.freeze(organisation=union, by=by, at=LATER, reason="banned")
    first.refresh_from_db()
    assert (first.ended_by, first.ended_at, first.words) == (by, LATER, "Two members complained.")
    assert Suspension.objects.in_force().get().before == OrganisationState.APPROVED
    lines = AuditEvent.objects.filter(action__startswith="organisation.", actor=by).order_by("pk")
    assert list(lines.values_list("action", "from_state", "to_state", "reason")) == [
        ("organisation.suspended", "approved", "suspended", "complaint"),
        ("organisation.frozen", "suspended", "frozen", "banned"),
    ]


def test_a_frozen_one_is_in_safe_mode_and_gets_no_mail() -> None:
    union = factories.make_organisation()
    suspensions.freeze(organisation=union, by=admin(), at=NOW, reason="banned")
    union.refresh_from_db()
    assert union.safe_mode
    assert not Announcement.objects.exists()


def test_only_a_banned_or_dissolved_one_is_frozen() -> None:
    with pytest.raises(Refused) as refusal:
        suspensions.freeze(organisation=factories.make_organisation(), by=admin(), at=NOW, reason="conduct")
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("state", ["listed", "applying", "suspended", "removed", "frozen"])
def test_only_a_member_is_suspended(state: str) -> None:
    with pytest.raises(suspensions.NotNow):
        suspended(factories.make_organisation(state=state))


def test_without_a_reason_of_the_list_nothing_happens() -> None:
    union = factories.make_organisation()
    with pytest.raises(Refused) as refusal:
        suspended(union, reason="because")
    union.refresh_from_db()
    assert (refusal.value.field, union.state) == ("reason", OrganisationState.APPROVED)


def test_hidden_characters_in_the_words_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        suspended(factories.make_organisation(), words="turn \u202e round")
    assert refusal.value.field == "words"


def told(announcement: Announcement) -> list[str]:
    """The handles of those who are told."""
    audience = kind_of_news(announcement.kind).audience(announcement)
    return sorted(audience.values_list("user__handle", flat=True))


def test_its_admins_are_told_as_long_as_it_stands() -> None:
    union = factories.make_organisation()
    factories.make_admin(union, "chief")
    factories.make_staff(union, "staff")
    suspended(union)
    news = Announcement.objects.get(kind="union_suspended")
    assert told(news) == ["chief"]
    suspensions.lift(organisation=union, by=admin(), at=LATER)
    assert told(Announcement.objects.get(pk=news.pk)) == []
    assert told(Announcement.objects.get(kind="union_restored")) == ["chief"]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "approved"},
        {"before": "listed"},
        {"state": "frozen", "reason": "conduct"},
        {"ended_at": NOW - timedelta(days=1)},
    ],
)
def test_the_database_refuses_what_cannot_be(broken: dict[str, Any]) -> None:
    values = {"state": "suspended", "before": "approved", "reason": "complaint", "decided_at": NOW}
    with pytest.raises(IntegrityError):
        Suspension.objects.create(organisation=factories.make_organisation(), **(values | broken))


def test_two_decisions_in_force_at_once_cannot_be() -> None:
    suspension = suspended(factories.make_organisation())
    suspension.pk, suspension.public_id = None, "zzzzzzzzzzzz"
    with pytest.raises(IntegrityError):
        suspension.save(force_insert=True)


def test_decisions_that_ended_are_forgotten_after_six_years() -> None:
    union = factories.make_organisation()
    suspended(union)
    suspensions.lift(organisation=union, by=admin(), at=LATER)
    other = suspended(factories.make_organisation())
    retention.run(LATER + retention.TRAIL + timedelta(days=1))
    assert list(Suspension.objects.all()) == [other]
