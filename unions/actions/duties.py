"""Duties for the whole network: given and taken back."""

from datetime import datetime

from django.db import transaction

from unions.audit import record
from unions.models import NetworkRole, User


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
def take_back(*, duty: NetworkRole, by: User, at: datetime) -> None:
    """End a duty."""
    record("duty.taken_back", duty, by=by, at=at, from_state=duty.kind)
    duty.delete()
