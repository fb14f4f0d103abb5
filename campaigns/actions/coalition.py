"""Unions are invited, join, accept the demands, and leave."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.actions.campaigns import NotNow, locked
from campaigns.choices import JOINABLE_STATES, RUNNING_STATES, CoalitionRole, CoalitionState
from campaigns.models import Campaign, CoalitionMember, Demand, DemandAdoption
from unions.announcements import announce_again
from unions.audit import record
from unions.models import Organisation, User
from unions.validators import Refused

JOINING_ROLES = (CoalitionRole.MEMBER, CoalitionRole.ALLY, CoalitionRole.SUPPORTER)


class NotInCoalition(Refused):
    """The organisation has no such place in the campaign."""


class NoDemandAccepted(Refused):
    """A member makes at least one demand its own."""


@transaction.atomic
def invite(
    *,
    by: User,
    at: datetime,
    campaign: Campaign,
    organisations: Iterable[Organisation],
    role: str = CoalitionRole.MEMBER,
) -> list[CoalitionMember]:
    """Invite member organisations that take no part; their staff are told. Raises NotNow, NotInCoalition."""
    held = locked(campaign, *JOINABLE_STATES)
    if role not in JOINING_ROLES:
        raise NotInCoalition(_("Invite as a member, an ally or a supporter."), field="role")
    invited = []
    for organisation in organisations:
        member = _place(held, organisation)
        if member.state == CoalitionState.JOINED or not organisation.is_member:
            continue
        member.role, member.invited_by = role, by
        _move(member, CoalitionState.INVITED, by=by, at=at, action="coalition_invited")
        announce_again("coalition_invited", member, by=by, at=at)
        invited.append(member)
    if not invited:
        raise NotInCoalition(_("Choose a union that takes no part yet."), field="organisations")
    return invited


@transaction.atomic
def join(
    *,
    by: User,
    at: datetime,
    campaign: Campaign,
    organisation: Organisation,
    demands: Iterable[Demand],
    role: str = CoalitionRole.MEMBER,
) -> CoalitionMember:
    """Take part, invited or not, and make these demands one's own; once more changes them.

    A convenor stays one. Raises NotNow, NoDemandAccepted, NotInCoalition.
    """
    held = locked(campaign, *JOINABLE_STATES)
    member = _place(held, organisation)
    is_convenor = member.role == CoalitionRole.CONVENOR and member.state == CoalitionState.JOINED
    if not organisation.is_member or (role not in JOINING_ROLES and not is_convenor):
        raise NotInCoalition(_("Join as a member, an ally or a supporter."), field="role")
    accepted = set(demands)
    if role == CoalitionRole.MEMBER and not accepted:
        raise NoDemandAccepted(_("Accept at least one demand, or join as a supporter."), field="demands")
    if not is_convenor:
        member.role = role
        _move(member, CoalitionState.JOINED, by=by, at=at, action="coalition_joined")
    _adopt(held, organisation, accepted, by=by, at=at)
    return member


@transaction.atomic
def decline(*, by: User, at: datetime, member: CoalitionMember) -> None:
    """Say no to an invitation. Raises NotInCoalition where there is none."""
    found = _held(member, CoalitionState.INVITED)
    _move(found, CoalitionState.DECLINED, by=by, at=at, action="coalition_declined")


@transaction.atomic
def leave(*, by: User, at: datetime, member: CoalitionMember) -> None:
    """Take part no longer; its acceptance of the demands goes. Raises NotNow for the last convenor, NotInCoalition."""
    held = locked(member.campaign)
    found = _held(member, CoalitionState.JOINED)
    others = held.coalition.convenors().exclude(pk=found.pk)
    if found.role == CoalitionRole.CONVENOR and held.state in RUNNING_STATES and not others.exists():
        raise NotNow(_("Somebody has to convene the campaign: make another union convenor first, or close it."))
    DemandAdoption.objects.filter(demand__campaign=held, organisation=found.organisation_id).delete()
    _move(found, CoalitionState.LEFT, by=by, at=at, action="coalition_left")


@transaction.atomic
def make_convenor(*, by: User, at: datetime, member: CoalitionMember) -> None:
    """Let a union that takes part convene as well. Raises NotInCoalition."""
    found = _held(member, CoalitionState.JOINED)
    before, found.role, found.changed_at = found.role, CoalitionRole.CONVENOR, at
    found.save(update_fields=["role", "changed_at"])
    record("coalition_convenor_made", found, by=by, at=at, from_state=before, to_state=found.role)


def _place(campaign: Campaign, organisation: Organisation) -> CoalitionMember:
    found = campaign.coalition.select_for_update().filter(organisation=organisation).first()
    return found or CoalitionMember(campaign=campaign, organisation=organisation)


def _held(member: CoalitionMember, state: str) -> CoalitionMember:
    found = CoalitionMember.objects.select_for_update().get(pk=member.pk)
    if found.state != state:
        raise NotInCoalition(_("This union has answered differently meanwhile."))
    return found


def _move(member: CoalitionMember, to: str, *, by: User, at: datetime, action: str) -> None:
    before, member.state, member.changed_at = member.state, to, at
    if to != CoalitionState.INVITED:
        member.answered_by = by
    member.save()
    record(action, member, by=by, at=at, from_state=before, to_state=to)


def _adopt(campaign: Campaign, organisation: Organisation, accepted: set[Demand], *, by: User, at: datetime) -> None:
    """Let the adopted demands of an organisation be exactly these of the campaign."""
    wanted = [demand for demand in campaign.demands.standing() if demand in accepted]
    own = DemandAdoption.objects.filter(demand__campaign=campaign, organisation=organisation)
    own.exclude(demand__in=wanted).delete()
    DemandAdoption.objects.bulk_create(
        (DemandAdoption(demand=each, organisation=organisation, adopted_by=by, adopted_at=at) for each in wanted),
        ignore_conflicts=True,
    )
    record("demands_accepted", campaign, by=by, at=at, reason=str(len(wanted)))
