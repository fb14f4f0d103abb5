"""What the ground floor holds of people: why, how long, and what happens then."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from unions.models import (
    AuditEvent,
    Consent,
    Follow,
    Invitation,
    Membership,
    NetworkRole,
    OutgoingMail,
    Recipient,
    User,
)

UNCONFIRMED_ACCOUNTS = timedelta(days=7)
DEAD_INVITATIONS = timedelta(days=30)
ENDED_MEMBERSHIPS = timedelta(days=365)
WITHDRAWN_CONSENTS = timedelta(days=3 * 365)
FAILED_MAILS = timedelta(days=7)
SENT_MAILS = timedelta(days=30)
TRAIL = timedelta(days=6 * 365)


@dataclass(frozen=True)
class Rule:
    """Why a column is held, until when (in words), and the function that ends it, if a clock does."""

    purpose: Any
    keep: Any
    run: Callable[[datetime], int] | None = None


def forget_unconfirmed_accounts(at: datetime) -> int:
    """Delete accounts whose address nobody confirmed, and which nobody ever opened."""
    unused = User.objects.filter(joined_at__lt=at - UNCONFIRMED_ACCOUNTS, last_login__isnull=True, email__isnull=False)
    confirmed = EmailAddress.objects.filter(verified=True).values("user")
    return _deleted(unused.exclude(pk__in=confirmed).filter(memberships__isnull=True, network_roles__isnull=True))


def forget_dead_invitations(at: datetime) -> int:
    """Delete invitations that expired, were used or taken back a month ago."""
    return _deleted(Invitation.objects.filter(expires_at__lt=at - DEAD_INVITATIONS))


def forget_ended_memberships(at: datetime) -> int:
    """Delete roles that ended a year ago."""
    return _deleted(Membership.objects.filter(ended_at__lt=at - ENDED_MEMBERSHIPS))


def forget_withdrawn_consents(at: datetime) -> int:
    """Delete consents that were taken back three years ago: until then they prove what was agreed."""
    return _deleted(Consent.objects.filter(withdrawn_at__lt=at - WITHDRAWN_CONSENTS))


def empty_mails(at: datetime) -> int:
    """Empty mails that were handed over or failed, and delete what is left of them after a month."""
    over = OutgoingMail.objects.filter(sent_at__isnull=False) | OutgoingMail.objects.filter(
        failed_at__lt=at - FAILED_MAILS
    )
    emptied = over.exclude(message="").update(message="", envelope_to="")
    return emptied + _deleted(OutgoingMail.objects.filter(made_at__lt=at - SENT_MAILS, message=""))


def forget_sessions(at: datetime) -> int:
    """Delete sessions that have run out, and the list of them that their bearer sees."""
    ended = _deleted(Session.objects.filter(expire_date__lt=at))
    return ended + _deleted(UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")))


def forget_limits(at: datetime) -> int:
    """Delete counters of the limiter that have run out."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM unions_limits WHERE expires < %s", [at])
        return int(cursor.rowcount)


def forget_trail(at: datetime) -> int:
    """Delete entries of the trail after six years."""
    return _deleted(AuditEvent.objects.filter(at__lt=at - TRAIL))


def _deleted(rows: Any) -> int:
    return int(rows.delete()[0])


NIGHTLY = (
    forget_unconfirmed_accounts,
    forget_dead_invitations,
    forget_ended_memberships,
    forget_withdrawn_consents,
    empty_mails,
    forget_sessions,
    forget_limits,
    forget_trail,
)


def run(at: datetime, rules: Iterable[Callable[[datetime], int]] = NIGHTLY) -> dict[str, int]:
    """End what is over, each rule in its own transaction; return how many rows each ended."""
    ended = {}
    for rule in rules:
        with transaction.atomic():
            ended[rule.__name__] = rule(at)
    return ended


_UNTIL_ERASED = _("until the person erases the account")
_WITH_ACCOUNT = _("as long as the account")
_OF_ORGANISATION = _("as long as the organisation is listed; it is the organisation's, not a person's")
_OF_EMPLOYER = _("as long as the employer is listed; it is the employer's, not a person's")
_DIRECTORY = _("to be found and recognised in the directory")
_UNUSED = _("nothing: the framework brings the column, and it stays empty")

RULES: dict[str, Rule] = {
    "unions.User.handle": Rule(_("to sign in and to be recognised by others"), _UNTIL_ERASED),
    "unions.User.email": Rule(
        _("to sign in, to be told, and to get back into the account"),
        _("until it is changed or the account erased; seven days if nobody confirms it"),
        forget_unconfirmed_accounts,
    ),
    "unions.User.password": Rule(_("to sign in; a hash that cannot be read back"), _UNTIL_ERASED),
    "unions.User.ui_language": Rule(_("to write to the person in their language"), _UNTIL_ERASED),
    "unions.User.reading_languages": Rule(_("to show texts that the person can read"), _UNTIL_ERASED),
    "unions.User.time_zone": Rule(_("to show deadlines in the person's own time"), _UNTIL_ERASED),
    "unions.User.safe_mode": Rule(_("to keep contents out of mails"), _UNTIL_ERASED),
    "unions.User.last_login": Rule(_("to find accounts that nobody ever opened"), _UNTIL_ERASED),
    "unions.User.joined_at": Rule(_("to find accounts that nobody ever opened"), _WITH_ACCOUNT),
    "unions.User.public_id": Rule(
        _("to name the person in addresses without betraying how many there are"), _WITH_ACCOUNT
    ),
    "unions.User.is_active": Rule(_("to close an account"), _WITH_ACCOUNT),
    "unions.User.erased_at": Rule(_("to know that nothing may be added any more"), _("for good; it says nothing else")),
    "unions.User.is_superuser": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.User.groups": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.User.user_permissions": Rule(_UNUSED, _WITH_ACCOUNT),
    "unions.Recipient.user": Rule(_("so that mails and signed links name no person"), _WITH_ACCOUNT),
    "unions.Recipient.contact_address": Rule(
        _("to reach an organisation that has no account; encrypted"), _OF_ORGANISATION
    ),
    "unions.Unsubscription.recipient": Rule(_("to send no mail that is not wanted"), _UNTIL_ERASED),
    "unions.Membership.user": Rule(
        _("so that the people of a union may read and act for it"),
        _("until a year after the role ended; gone at once when the account is erased"),
        forget_ended_memberships,
    ),
    "unions.Membership.verified_by": Rule(_("to answer for who was let in"), _("as long as the membership")),
    "unions.NetworkRole.user": Rule(_("so that people may serve the network"), _("as long as the duty lasts")),
    "unions.NetworkRole.granted_by": Rule(_("to answer for who was given a duty"), _("as long as the duty lasts")),
    "unions.Invitation.made_by": Rule(
        _("to answer for who was invited"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.used_by": Rule(
        _("to show the admins which invitations were used"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.for_user": Rule(
        _("to open an account that has no way to sign in"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Invitation.token_hash": Rule(
        _("to know the link again; the link itself is held nowhere"),
        _("30 days after the invitation ran out"),
        forget_dead_invitations,
    ),
    "unions.Follow.user": Rule(_("to tell the person what they want to hear of"), _("until they follow it no longer")),
    "unions.Consent.user": Rule(
        _("to prove what the person agreed to, in which words"),
        _("until three years after it was taken back; gone at once when the account is erased"),
        forget_withdrawn_consents,
    ),
    "unions.OutgoingMail.envelope_to": Rule(_("to hand a mail over; encrypted"), _("until it is sent"), empty_mails),
    "unions.OutgoingMail.message": Rule(_("to hand a mail over; encrypted"), _("until it is sent"), empty_mails),
    "unions.AuditEvent.actor": Rule(
        _("to answer for every act that changes something for others"), _("six years"), forget_trail
    ),
    "unions.AuditEvent.actor_recipient": Rule(
        _("to answer for every act that changes something for others"), _("six years"), forget_trail
    ),
    "unions.Update.posted_by": Rule(_("to answer for what was posted"), _("as long as the text")),
    "unions.Translation.translator": Rule(_("to answer for a translation"), _("as long as the text")),
    "unions.Translation.reviewer": Rule(_("to answer for a translation"), _("as long as the text")),
    "unions.Announcement.made_by": Rule(_("to answer for news that went out"), _("as long as the news is held")),
    "unions.Organisation.name": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.acronym": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.city": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Organisation.statement": Rule(_("to say in its own words who the organisation is"), _OF_ORGANISATION),
    "unions.OrganisationName.name": Rule(_DIRECTORY, _OF_ORGANISATION),
    "unions.Employer.name": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.name": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Worksite.city": Rule(_("to bring unions at one employer together"), _OF_EMPLOYER),
    "unions.Translation.text": Rule(_("to show a text in the reader's language"), _("as long as the text")),
    "unions.Organisation.public_email": Rule(_("to reach the organisation"), _OF_ORGANISATION),
    "account.EmailAddress.email": Rule(_("to know which address was confirmed"), _UNTIL_ERASED),
    "mfa.Authenticator.data": Rule(_("to check the second factor; secrets are encrypted"), _UNTIL_ERASED),
    "usersessions.UserSession.user_agent": Rule(
        _("so that people see where they are signed in, and can sign out there"),
        _("as long as the session; no network address is held"),
        forget_sessions,
    ),
}


def forget_everything_about(user: User) -> None:
    """Delete what only matters to the person: address, roles, follows, consents, factors, sessions."""
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    owned: tuple[Any, ...] = (UserSession, EmailAddress, Authenticator, Follow, Consent, Membership, NetworkRole)
    for model in owned:
        model.objects.filter(user=user).delete()
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
