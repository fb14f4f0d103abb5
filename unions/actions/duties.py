"""Duties for the whole network: given and taken back; a network admin is made by two."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import NetworkRoleKind
from unions.models import DutyProposal, Membership, NetworkRole, User
from unions.querysets.organisation import MEMBER_STATES
from unions.validators import Refused

ADMIN = NetworkRoleKind.NETWORK_ADMIN
ENOUGH = 2  # with one alone nothing that takes two can be decided


class NotStaff(Refused):
    """Nobody of this handle asks and answers for a member organisation."""

    def __init__(self) -> None:
        super().__init__(_("No staff of a member organisation has this handle."), field="handle")


class NotOneself(Refused):
    """Nobody gives a duty to themselves."""

    def __init__(self) -> None:
        super().__init__(_("Nobody gives a duty to themselves. Ask another network admin."), field="handle")


class HasIt(Refused):
    """The person has this duty, or is proposed for it."""

    def __init__(self) -> None:
        super().__init__(_("This person has this duty already, or waits to be confirmed."), field="kind")


class NotConfirmable(Refused):
    """The proposal is decided or too old, or this person is too near to it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody of another organisation than both must confirm it, within 14 days."))


class TooFew(Refused):
    """Without this network admin there would not be two."""

    def __init__(self) -> None:
        super().__init__(_("Two network admins must remain. Make another one first."))


@transaction.atomic
def give(*, user: User, kind: str, by: User | None, at: datetime) -> NetworkRole:
    """Give a person a duty; once more changes nothing. `by` is None when the network is founded."""
    duty, is_new = NetworkRole.objects.get_or_create(
        user=user, kind=kind, defaults={"granted_by": by, "granted_at": at}
    )
    if is_new:
        record("duty.given", duty, by=by or user, at=at, to_state=kind)
    return duty


@transaction.atomic
def appoint(*, handle: str, kind: str, by: User, at: datetime) -> NetworkRole | DutyProposal:
    """Give staff of a member organisation a duty; that of a network admin is only proposed, for a second to confirm.

    Raises NotStaff, NotOneself, HasIt.
    """
    person = _staff(handle)
    if person == by:
        raise NotOneself
    waiting = DutyProposal.objects.waiting(at).filter(user=person, kind=kind)
    if person.network_roles.filter(kind=kind).exists() or waiting.exists():
        raise HasIt
    if kind != ADMIN:
        return give(user=person, kind=kind, by=by, at=at)
    DutyProposal.objects.filter(user=person, kind=kind, decided_at__isnull=True).update(decided_at=at)
    proposal = DutyProposal.objects.create(user=person, kind=kind, proposed_by=by, proposed_at=at)
    record("duty.proposed", proposal, by=by, at=at, to_state=kind)
    return proposal


@transaction.atomic
def confirm(*, proposal: DutyProposal, by: User, at: datetime) -> NetworkRole:
    """Make the proposed person a network admin. Raises NotConfirmable, NotStaff."""
    found = _locked(proposal, at)
    if not DutyProposal.objects.confirmable_by(by).filter(pk=found.pk).exists():
        raise NotConfirmable
    found.decided_by, found.decided_at, found.is_confirmed = by, at, True
    found.save(update_fields=["decided_by", "decided_at", "is_confirmed"])
    record("duty.confirmed", found, by=by, at=at, to_state=found.kind)
    return give(user=_staff(found.user.handle), kind=found.kind, by=found.proposed_by, at=at)


@transaction.atomic
def set_aside(*, proposal: DutyProposal, by: User, at: datetime) -> DutyProposal:
    """End a proposal without making anybody anything; any network admin may. Raises NotConfirmable."""
    found = _locked(proposal, at)
    found.decided_by, found.decided_at = by, at
    found.save(update_fields=["decided_by", "decided_at"])
    record("duty.set_aside", found, by=by, at=at, from_state=found.kind)
    return found


@transaction.atomic
def take_back(*, duty: NetworkRole, by: User, at: datetime) -> None:
    """End a duty. Raises TooFew where it would leave fewer than two network admins."""
    admins = NetworkRole.objects.select_for_update().filter(kind=ADMIN)
    list(admins)  # of two at once the second counts what the first has left
    others = NetworkRole.objects.in_force().filter(kind=ADMIN).exclude(pk=duty.pk)
    if duty.kind == ADMIN and others.values("user").distinct().count() < ENOUGH:
        raise TooFew
    record("duty.taken_back", duty, by=by, at=at, from_state=duty.kind)
    duty.delete()


def _staff(handle: str) -> User:
    """Return the staff of this handle; whether there is anybody else of it, nobody learns here."""
    staff = Membership.objects.staff().filter(organisation__state__in=MEMBER_STATES)
    person: User | None = User.objects.active().filter(handle__iexact=handle, pk__in=staff.values("user")).first()
    if person is None:
        raise NotStaff
    return person


def _locked(proposal: DutyProposal, at: datetime) -> DutyProposal:
    waiting = DutyProposal.objects.waiting(at).select_for_update(of=("self",)).select_related("user", "proposed_by")
    found: DutyProposal | None = waiting.filter(pk=proposal.pk).first()
    if found is None:
        raise NotConfirmable
    return found
