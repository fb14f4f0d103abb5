"""Roles in an organisation: verified, ended by its admins, left."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import sessions
from unions.announcements import announce_again
from unions.audit import record
from unions.choices import MembershipState, Role
from unions.models import Invitation, Membership, Organisation, User
from unions.validators import Refused


class AlreadyThere(Refused):
    """The person has this role in this organisation."""

    def __init__(self) -> None:
        super().__init__(_("You already have this role there."))


class LastAdmin(Refused):
    """Without this admin nobody could look after the people of the organisation."""

    def __init__(self) -> None:
        super().__init__(_("This is the last admin. Name another one first."))


class NotOneself(Refused):
    """Where there is another admin, nobody confirms their own role."""

    def __init__(self) -> None:
        super().__init__(_("Ask another admin of your organisation to confirm your own role."))


class Ended(Refused):
    """The role has ended before."""

    def __init__(self) -> None:
        super().__init__(_("This role has already ended."))


@transaction.atomic
def verify(*, user: User, organisation: Organisation, role: str, by: User | None, at: datetime) -> Membership:
    """Give a person a verified role; `by` is None when the network is founded. Raises AlreadyThere."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    same = user.memberships.filter(organisation=organisation, role=role)
    if same.verified().exists():
        raise AlreadyThere
    membership: Membership
    membership, _made = same.filter(state=MembershipState.CLAIMED).update_or_create(
        defaults={"state": MembershipState.VERIFIED, "verified_by": by, "verified_at": at},
        create_defaults={
            "user": user,
            "organisation": organisation,
            "role": role,
            "state": MembershipState.VERIFIED,
            "verified_by": by,
            "verified_at": at,
        },
    )
    record("membership.verified", membership, by=by or user, at=at, to_state=MembershipState.VERIFIED, reason=role)
    return membership


@transaction.atomic
def renew(*, membership: Membership, by: User, at: datetime) -> Membership:
    """Say once more that a person belongs: the role is good for another year. Raises Ended, NotOneself."""
    if membership.user_id == by.pk and _has_another_admin(membership, by):
        raise NotOneself
    in_force = Membership.objects.verified().filter(pk=membership.pk)
    if not in_force.update(verified_at=at, verified_by=by):
        raise Ended
    membership.verified_at, membership.verified_by = at, by
    record("membership.renewed", membership, by=by, at=at, to_state=membership.state, reason=membership.role)
    return membership


@transaction.atomic
def lapse(*, membership: Membership, at: datetime) -> Membership:
    """End a role that nobody has confirmed for a year. Raises LastAdmin, Ended."""
    return _end(membership, MembershipState.LAPSED, None, at)


@transaction.atomic
def remind_to_renew(*, organisation: Organisation, at: datetime) -> None:
    """Ask the admins of an organisation to confirm those whose roles lapse soon."""
    announce_again("memberships_to_renew", organisation, by=None, at=at)
    record("memberships.reminded", organisation, by=None, at=at)


def _has_another_admin(membership: Membership, by: User) -> bool:
    admins = Membership.objects.verified().filter(organisation=membership.organisation_id, role=Role.UNION_ADMIN)
    return admins.exclude(user=by).exists()


@transaction.atomic
def remove(*, membership: Membership, by: User, at: datetime) -> Membership:
    """End a person's role. Raises LastAdmin, Ended."""
    return _end(membership, MembershipState.REMOVED, by, at)


@transaction.atomic
def leave(*, membership: Membership, by: User, at: datetime) -> Membership:
    """End one's own role. Raises LastAdmin, Ended."""
    return _end(membership, MembershipState.LEFT, by, at)


@transaction.atomic
def end_all(*, organisation: Organisation, by: User, at: datetime) -> None:
    """End every role in an organisation that the network does not admit after all, and sign its people out."""
    held = Membership.objects.verified().filter(organisation=organisation).select_for_update()
    for membership in held:
        before, membership.state, membership.ended_at = membership.state, MembershipState.REMOVED, at
        membership.save(update_fields=["state", "ended_at"])
        record("membership.ended", membership, by=by, at=at, from_state=before, to_state=membership.state)
    sessions.end_all(people=[membership.user_id for membership in held])


def _end(membership: Membership, state: MembershipState, by: User | None, at: datetime) -> Membership:
    """End it, and with it the invitations that the person made and nobody has used."""
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    held = Membership.objects.verified().filter(organisation=membership.organisation_id)
    if not held.filter(pk=membership.pk).exists():
        raise Ended
    if membership.role == Role.UNION_ADMIN and held.filter(role=Role.UNION_ADMIN).count() == 1:
        raise LastAdmin
    before, membership.state, membership.ended_at = membership.state, state, at
    membership.save(update_fields=["state", "ended_at"])
    Invitation.objects.valid(at).filter(organisation=membership.organisation_id, made_by=membership.user_id).update(
        revoked_at=at
    )
    record("membership.ended", membership, by=by, at=at, from_state=before, to_state=state, reason=membership.role)
    return membership
