"""Roles in an organisation, and how they end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from unions.actions import invitations, memberships
from unions.choices import MembershipState, Role
from unions.models import AuditEvent, Invitation, Membership, User

SignIn = Callable[[User], Client]


def role_of(person: User) -> Membership:
    """The one role that this person has or had."""
    return Membership.objects.get(user=person)


def test_removing_a_person_ends_the_role_and_leaves_a_trail() -> None:
    organisation = factories.make_organisation()
    admin, member = factories.make_admin(organisation), factories.make_member(organisation)
    memberships.remove(membership=role_of(member), by=admin, at=NOW)
    assert role_of(member).state == MembershipState.REMOVED
    assert AuditEvent.objects.filter(action="membership.ended", actor=admin).exists()


def test_the_last_admin_can_neither_leave_nor_be_removed() -> None:
    admin = factories.make_admin(factories.make_organisation())
    with pytest.raises(memberships.LastAdmin):
        memberships.leave(membership=role_of(admin), by=admin, at=NOW)


def test_one_of_two_admins_may_leave() -> None:
    organisation = factories.make_organisation()
    first, _second = factories.make_admin(organisation), factories.make_admin(organisation)
    memberships.leave(membership=role_of(first), by=first, at=NOW)
    assert role_of(first).state == MembershipState.LEFT


def test_a_role_ends_once() -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation)
    memberships.leave(membership=role_of(member), by=member, at=NOW)
    with pytest.raises(memberships.Ended):
        memberships.leave(membership=role_of(member), by=member, at=NOW)


def test_a_claimed_role_becomes_the_verified_one() -> None:
    organisation, person = factories.make_organisation(), factories.make_user()
    Membership.objects.create(user=person, organisation=organisation, state=MembershipState.CLAIMED)
    memberships.verify(user=person, organisation=organisation, role=Role.MEMBER, by=None, at=NOW)
    assert role_of(person).state == MembershipState.VERIFIED


def test_open_invitations_end_with_the_admin_who_made_them() -> None:
    organisation = factories.make_organisation()
    first, second = factories.make_admin(organisation), factories.make_admin(organisation)
    made = invitations.make(organisation=organisation, role=Role.MEMBER, by=first, at=NOW)
    memberships.remove(membership=role_of(first), by=second, at=NOW + timedelta(minutes=1))
    assert not Invitation.objects.valid(NOW + timedelta(minutes=2)).filter(pk=made.invitation.pk).exists()


def test_an_admin_ends_a_role_on_the_page(at_now: object, signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation)
    client = signed_in(factories.make_admin(organisation))
    url = reverse("unions:membership-remove", args=[organisation.slug, member.public_id, Role.MEMBER])
    assert client.get(url).status_code == 200
    assert role_of(member).state == MembershipState.VERIFIED
    client.post(url)
    assert role_of(member).state == MembershipState.REMOVED


def test_an_admin_of_another_union_finds_nobody(signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation)
    client = signed_in(factories.make_admin(factories.make_organisation()))
    url = reverse("unions:membership-remove", args=[organisation.slug, member.public_id, Role.MEMBER])
    assert client.post(url).status_code == 404


def test_a_member_leaves_on_the_page(at_now: object, signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    member = factories.make_member(organisation)
    signed_in(member).post(reverse("unions:membership-leave", args=[organisation.slug, Role.MEMBER]))
    assert role_of(member).state == MembershipState.LEFT


def test_the_last_admin_is_told_why_not(at_now: object, signed_in: SignIn) -> None:
    organisation = factories.make_organisation()
    admin = factories.make_admin(organisation)
    url = reverse("unions:membership-leave", args=[organisation.slug, Role.UNION_ADMIN])
    assert "last admin" in signed_in(admin).post(url, follow=True).text


def test_five_people_cost_as_many_queries_as_one(
    at_now: object, signed_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    organisation = factories.make_organisation()
    client, url = signed_in(factories.make_admin(organisation)), None
    url = reverse("unions:organisation-people", args=[organisation.slug])
    factories.make_member(organisation)
    client.get(url)
    one = _queries(client, url)
    for _ in range(4):
        factories.make_member(organisation)
    assert _queries(client, url) == one


def _queries(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)
