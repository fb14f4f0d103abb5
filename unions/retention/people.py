"""What is held about one person: handed out to them, and forgotten when they erase their account."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from unions.models import (
    Consent,
    DutyProposal,
    FactorRecovery,
    Follow,
    Invitation,
    Membership,
    NetworkRole,
    OutgoingMail,
    OwnChannel,
    Recipient,
    TextReport,
    User,
)


def forget_everything_about(user: User) -> None:
    """Delete what only matters to the person: address, roles, follows, consents, factors, sessions."""
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    owned: tuple[Any, ...] = (UserSession, EmailAddress, Authenticator, Follow, Consent, Membership, NetworkRole)
    for model in owned:
        model.objects.filter(user=user).delete()
    DutyProposal.objects.filter(Q(user=user) | Q(proposed_by=user)).delete()
    user.recipient.unsubscriptions.all().delete()
    user.recipient.alert_choices.all().delete()
    user.recipient.own_channels.all().delete()
    Recipient.objects.filter(user=user).update(quiet_from=None, quiet_until=None, paused_until=None)
    user.recipient.returned_mails.all().delete()
    Invitation.objects.filter(made_by=user, used_at__isnull=True).delete()
    Invitation.objects.filter(for_user=user).delete()
    FactorRecovery.objects.filter(user=user).delete()
    TextReport.objects.filter(reported_by=user).update(reported_by=None, words="")
    _forget_mails_to(user.email)
    for forget in _when_erased:
        forget(user)


def _forget_mails_to(address: str | None) -> None:
    """Delete single mails that are on their way; their address can only be read one by one, and they are few."""
    waiting = OutgoingMail.objects.filter(sent_at__isnull=True).exclude(envelope_to="") if address else ()
    own = [mail.pk for mail in waiting if mail.envelope_to.lower() == str(address).lower()]
    OutgoingMail.objects.filter(pk__in=own).delete()


_when_erased: list[Callable[[User], None]] = []


def when_erased(forget: Callable[[User], None]) -> Callable[[User], None]:
    """Register what a room above forgets when a person erases their account."""
    if forget not in _when_erased:
        _when_erased.append(forget)
    return forget


_when_handed_back: list[Callable[[User], None]] = []


def when_handed_back(end: Callable[[User], None]) -> Callable[[User], None]:
    """Register what a room above ends when an account is given back to its person: who had it might read on by it."""
    if end not in _when_handed_back:
        _when_handed_back.append(end)
    return end


def end_what_others_may_read_by(user: User) -> None:
    """End the devices and chats of an account that is given back to its person, and what the rooms above hold."""
    OwnChannel.objects.filter(recipient__user=user).delete()
    for end in _when_handed_back:
        end(user)


# Never handed out, not even to their owner: who steals a session must not get these with it.
SECRET = {"password", "token_hash", "data", "session_key", "address_hash", "kept_text"}
# What opens a device or a chat, and the code that is to be read there and nowhere else.
KEYS_OF = {"unions.OwnChannel": {"address", "code"}}
# What others wrote or did in a report: only who reported a text gets it back.
OF_OTHERS = {"unions.TextReport": {"words", "plea", "note", "reported_by", "author"}}
UNREADABLE = (models.BinaryField, models.FileField)


_Rows = tuple[type[models.Model], str, list[dict[str, Any]]]


def _as_named(field: Any) -> str:
    return str(field.name)


def _spelt_out(field: Any) -> str:
    return capfirst(str(field.verbose_name))


def what_we_hold(user: User) -> dict[str, Any]:
    """Return every row of every room that points to this person, as plain values."""
    held: dict[str, Any] = {"unions.User": [_plain(user)]}
    for model, name, rows in _rows_of(user):
        held.setdefault(f"{model._meta.label} ({name})", []).extend(rows)
    return held


def sections_of(user: User) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the same for people: what each kind of row is called, and its rows with the names of their columns."""
    sections = {str(User._meta.verbose_name): [_plain(user, _spelt_out)]}
    for model, _name, rows in _rows_of(user, _spelt_out):
        sections.setdefault(called(model), []).extend(rows)
    return list(sections.items())


def _rows_of(user: User, name_of: Callable[[Any], str] = _as_named) -> Iterator[_Rows]:
    """Yield what points to a person: the model, by which column, and its rows as plain values."""
    for owner in (user, Recipient.objects.get(user=user)):
        for model, name in pointing_at(owner._meta.model):
            left_out = OF_OTHERS.get(model._meta.label, set()) if name != "reported_by" else set()
            left_out = left_out | KEYS_OF.get(model._meta.label, set())
            found = model._default_manager.filter(**{name: owner})
            rows = [_plain(row, name_of, left_out) for row in found]
            if rows:
                yield model, name, rows


def called(model: type[models.Model]) -> str:
    """Return what people call rows of this kind, in their language; two libraries name theirs in English alone."""
    ours = {Authenticator: _("Second factor and passkeys"), UserSession: _("Signing in")}
    return capfirst(str(ours.get(model, model._meta.verbose_name_plural)))


def pointing_at(target: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Return all columns of all rooms that point to rows of this kind, as model and column."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if field.is_relation and field.related_model is target
    ]


def _plain(
    row: models.Model, name_of: Callable[[Any], str] = _as_named, left_out: Collection[str] = ()
) -> dict[str, Any]:
    fields = [field for field in row._meta.fields if field.name not in SECRET and not isinstance(field, UNREADABLE)]
    fields = [field for field in fields if field.name not in left_out]
    return {name_of(field): _value(row, field) for field in fields if not field.primary_key}


def _value(row: models.Model, field: Any) -> Any:
    if not field.is_relation:
        return getattr(row, field.attname)
    related = getattr(row, field.name)
    if isinstance(related, User | Recipient):
        return related.public_id  # somebody else's handle is theirs
    return None if related is None else str(related)
