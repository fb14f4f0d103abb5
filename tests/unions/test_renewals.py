"""A role is good for a year: its union confirms it again, or it lapses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from solidarity.tasks import NIGHT, settle_all
from tests import factories
from tests.factories import NOW
from unions.actions import memberships
from unions.choices import MembershipState, Role
from unions.models import Announcement, AuditEvent, Membership, Organisation, User

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


def union_with(*roles: str) -> tuple[Organisation, list[Membership]]:
    """A union with people in these roles, verified at NOW."""
    organisation = factories.make_organisation()
    people = [factories.make_member(organisation, role) for role in roles]
    return organisation, [Membership.objects.get(user=person) for person in people]


def state_after(*days: int, of: Membership) -> str:
    """The state of a role after these nights."""
    for day in days:
        settle_all(NIGHT, NOW + day * DAY)
    of.refresh_from_db()
    return str(of.state)


def test_the_admins_are_reminded_a_month_before_and_once_a_month() -> None:
    union_with(Role.UNION_ADMIN)
    told = Announcement.objects.filter(kind="memberships_to_renew")
    settle_all(NIGHT, NOW + 334 * DAY)
    assert not told.exists()
    for day in (335, 336, 350):
        settle_all(NIGHT, NOW + day * DAY)
    assert told.count() == 1


def test_a_role_that_nobody_confirms_lapses_after_a_year() -> None:
    _, (_, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    assert state_after(335, 364, of=member) == MembershipState.VERIFIED
    assert state_after(366, of=member) == MembershipState.LAPSED
    assert AuditEvent.objects.get(action="membership.ended", object_id=member.pk).actor is None


def test_nobody_lapses_before_their_admins_were_told_a_week_ago() -> None:
    _, (_, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    assert state_after(400, of=member) == MembershipState.VERIFIED
    assert state_after(408, of=member) == MembershipState.LAPSED


def test_a_role_that_was_confirmed_is_good_for_another_year() -> None:
    _, (admin, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    memberships.renew(membership=member, by=admin.user, at=NOW + 340 * DAY)
    assert state_after(341, 366, of=member) == MembershipState.VERIFIED


def test_the_last_admin_never_lapses() -> None:
    _, (admin,) = union_with(Role.UNION_ADMIN)
    assert state_after(335, 366, 500, of=admin) == MembershipState.VERIFIED


def test_of_two_admins_whom_nobody_confirmed_one_stays() -> None:
    organisation, _ = union_with(Role.UNION_ADMIN, Role.UNION_ADMIN)
    for day in (335, 366, 367):
        settle_all(NIGHT, NOW + day * DAY)
    assert Membership.objects.verified().filter(organisation=organisation).count() == 1


def test_nobody_confirms_themselves_while_there_is_another_admin() -> None:
    _, (admin, _) = union_with(Role.UNION_ADMIN, Role.UNION_ADMIN)
    with pytest.raises(memberships.NotOneself):
        memberships.renew(membership=admin, by=admin.user, at=NOW)


def test_the_only_admin_confirms_themselves() -> None:
    _, (admin,) = union_with(Role.UNION_ADMIN)
    assert memberships.renew(membership=admin, by=admin.user, at=NOW + DAY).verified_at == NOW + DAY


def test_what_has_ended_is_not_confirmed_again() -> None:
    _, (admin, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    memberships.leave(membership=member, by=member.user, at=NOW)
    with pytest.raises(memberships.Ended):
        memberships.renew(membership=member, by=admin.user, at=NOW)


def test_an_admin_confirms_on_the_page(signed_in: SignIn) -> None:
    organisation, (admin, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    Membership.objects.filter(pk=member.pk).update(verified_at=NOW - 360 * DAY)
    client = signed_in(admin.user)
    url = reverse("unions:membership-renew", args=[organisation.slug, member.user.public_id, Role.MEMBER])
    assert url in client.get(reverse("unions:organisation-people", args=[organisation.slug])).text
    client.post(url)
    member.refresh_from_db()
    assert member.verified_by == admin.user


def test_admins_of_other_unions_confirm_nobody(signed_in: SignIn) -> None:
    organisation, (_, member) = union_with(Role.UNION_ADMIN, Role.MEMBER)
    client = signed_in(factories.make_admin(factories.make_organisation()))
    url = reverse("unions:membership-renew", args=[organisation.slug, member.user.public_id, Role.MEMBER])
    assert client.post(url).status_code == 404
