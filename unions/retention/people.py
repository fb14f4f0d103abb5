"""What is held about one person: handed out to them, and forgotten when they erase their account."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from unions.models import Consent, DutyProposal, Follow, Invitation, Membership, NetworkRole, Recipient, User


def forget_everything_about(user: User) -> None:
    """Delete what only matters to the person: address, roles, follows, consents, factors, sessions."""
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    owned: tuple[Any, ...] = (UserSession, EmailAddress, Authenticator, Follow, Consent, Membership, NetworkRole)
    for model in owned:
        model.objects.filter(user=user).delete()
    DutyProposal.objects.filter(Q(user=user) | Q(proposed_by=user)).delete()
    user.recipient.unsubscriptions.all().delete()
    Invitation.objects.filter(made_by=user, used_at__isnull=True).delete()
    Invitation.objects.filter(for_user=user).delete()
    for forget in _when_erased:
        forget(user)


_when_erased: list[Callable[[User], None]] = []


def when_erased(forget: Callable[[User], None]) -> Callable[[User], None]:
    """Register what a room above forgets when a person erases their account."""
    if forget not in _when_erased:
        _when_erased.append(forget)
    return forget


# Never handed out, not even to their owner: who steals a session must not get these with it.
SECRET = {"password", "token_hash", "data", "session_key", "address_hash"}
UNREADABLE = (models.BinaryField, models.FileField)


def what_we_hold(user: User) -> dict[str, Any]:
    """Return every row of every room that points to this person, as plain values."""
    held: dict[str, Any] = {"unions.User": [_plain(user)]}
    recipient = Recipient.objects.get(user=user)
    for owner in (user, recipient):
        for model, name in _pointing_at(owner._meta.model):
            rows = [_plain(row) for row in model._default_manager.filter(**{name: owner})]
            if rows:
                held.setdefault(f"{model._meta.label} ({name})", []).extend(rows)
    return held


def _pointing_at(target: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if field.is_relation and field.related_model is target
    ]


def _plain(row: models.Model) -> dict[str, Any]:
    fields = [field for field in row._meta.fields if field.name not in SECRET and not isinstance(field, UNREADABLE)]
    return {field.name: _value(row, field) for field in fields if not field.primary_key}


def _value(row: models.Model, field: Any) -> Any:
    if not field.is_relation:
        return getattr(row, field.attname)
    related = getattr(row, field.name)
    if isinstance(related, User | Recipient):
        return related.public_id  # somebody else's handle is theirs
    return None if related is None else str(related)
