"""A member organisation loses its rights, and gets them back.

While it is held its people are signed out and read only what is public, its invitations open nothing, and its requests
are hidden by `visible_to`, which asks for admitted organisations everywhere. Who may decide is for
`permissions.may_decide_standing`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import sessions
from unions.announcements import announce
from unions.audit import record
from unions.choices import FREEZING_REASONS, OrganisationState, SuspensionReason
from unions.models import Invitation, Membership, Organisation, Suspension, User
from unions.querysets.organisation import MEMBER_STATES
from unions.validators import Refused, check_fields

SUSPENDABLE = MEMBER_STATES
FREEZABLE = (*MEMBER_STATES, OrganisationState.SUSPENDED)
REMOVABLE = (*FREEZABLE, OrganisationState.FROZEN)
RESTORABLE = (OrganisationState.SUSPENDED, OrganisationState.FROZEN)  # who was removed applies anew


class NotNow(Refused):
    """The organisation is not in a state from which this can happen."""

    def __init__(self) -> None:
        super().__init__(_("This is not possible any more: somebody else has decided meanwhile."))


@transaction.atomic
def suspend(*, organisation: Organisation, by: User, at: datetime, reason: str, words: str = "") -> Suspension:
    """Take its rights until this is settled, and tell its admins. Raises NotNow, Refused."""
    suspension = _hold(organisation, OrganisationState.SUSPENDED, SUSPENDABLE, by=by, at=at, reason=reason, words=words)
    announce("union_suspended", suspension, by=by, at=at)
    return suspension


@transaction.atomic
def remove(*, organisation: Organisation, by: User, at: datetime, reason: str, words: str = "") -> Suspension:
    """Take its rights for good, and tell its admins; to come back it applies anew. Raises NotNow, Refused."""
    suspension = _hold(organisation, OrganisationState.REMOVED, REMOVABLE, by=by, at=at, reason=reason, words=words)
    announce("union_suspended", suspension, by=by, at=at)
    return suspension


@transaction.atomic
def freeze(*, organisation: Organisation, by: User, at: datetime, reason: str, words: str = "") -> Suspension:
    """Hide the people of a banned or dissolved organisation and keep its history; no mail goes to them.

    From now on it is in safe mode, and stays so when it is restored. Raises NotNow, Refused.
    """
    if reason not in FREEZING_REASONS:
        raise Refused(_("Only a banned or dissolved organisation is frozen."), field="reason")
    suspension = _hold(organisation, OrganisationState.FROZEN, FREEZABLE, by=by, at=at, reason=reason, words=words)
    Organisation.objects.filter(pk=organisation.pk).update(safe_mode=True)
    return suspension


@transaction.atomic
def lift(*, organisation: Organisation, by: User, at: datetime) -> Suspension:
    """Give it back the rights that it had, and tell its admins. Raises NotNow."""
    found = _locked(organisation, RESTORABLE)
    suspension: Suspension = Suspension.objects.in_force().get(organisation=found)
    _end(suspension, by, at)
    _move(found, suspension.before, "organisation.restored", by=by, at=at)
    announce("union_restored", suspension, by=by, at=at)
    return suspension


def _hold(
    organisation: Organisation, state: str, movable: Sequence[str], *, by: User, at: datetime, reason: str, words: str
) -> Suspension:
    """Revoke, decide, sign out. Invitations come first: whoever takes one up locks it before the organisation."""
    Invitation.objects.valid(at).filter(organisation=organisation).update(revoked_at=at)
    found = _locked(organisation, movable)
    if reason not in SuspensionReason.values:
        raise Refused(_("Choose a reason."), field="reason")
    earlier = Suspension.objects.in_force().filter(organisation=found).first()
    suspension = Suspension(
        organisation=found,
        state=state,
        before=earlier.before if earlier else found.state,
        reason=reason,
        words=words.strip(),
        decided_by=by,
        decided_at=at,
    )
    check_fields(suspension, ["words"])
    if earlier:
        _end(earlier, by, at)
    suspension.save()
    _move(found, state, f"organisation.{state}", by=by, at=at, reason=reason)
    sessions.end_all(people=Membership.objects.verified().filter(organisation=found).values("user"))
    return suspension


def _locked(organisation: Organisation, states: Sequence[str]) -> Organisation:
    found: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if found.state not in states:
        raise NotNow
    return found


def _end(suspension: Suspension, by: User, at: datetime) -> None:
    suspension.ended_by, suspension.ended_at = by, at
    suspension.save(update_fields=["ended_by", "ended_at"])


def _move(organisation: Organisation, state: str, action: str, *, by: User, at: datetime, reason: str = "") -> None:
    before, organisation.state, organisation.state_changed_at = organisation.state, state, at
    organisation.save(update_fields=["state", "state_changed_at"])
    record(action, organisation, by=by, at=at, from_state=before, to_state=state, reason=reason)
