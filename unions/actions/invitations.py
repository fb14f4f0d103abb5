"""Invitations: made, taken up once, taken back."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from unions.actions import consents, memberships, users
from unions.audit import record
from unions.choices import ConsentPurpose, Role
from unions.models import Invitation, Organisation, User
from unions.validators import Refused

LIVES = timedelta(days=7)


class NotValid(Refused):
    """The link was used, taken back, or is too old; which of these is nobody's business."""

    def __init__(self) -> None:
        super().__init__(_("This invitation no longer opens anything. Ask your union for a new one."))


class AlreadyUsed(Refused):
    """An invitation that somebody took up cannot be taken back."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has already used this invitation, or it was taken back."))


class NotRecoverable(Refused):
    """The person can help themselves, or belongs to others too, so that this union may not open their account."""

    def __init__(self) -> None:
        super().__init__(
            _("Only the account of somebody who has no address and no role elsewhere can be opened again by you.")
        )


class Made(NamedTuple):
    """A new invitation and its token, which is shown once and held nowhere."""

    invitation: Invitation
    token: str


def hashed(token: str) -> str:
    """Return what is held of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(*, organisation: Organisation, role: str, by: User | None, at: datetime, for_user: User | None = None) -> Made:
    """Make a link that brings one person into an organisation, good for seven days and one use."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        for_user=for_user,
        token_hash=hashed(token),
        made_by=by,
        made_at=at,
        expires_at=at + LIVES,
    )
    record("invitation.made", invitation, by=by, at=at, to_state=role)
    return Made(invitation, token)


@transaction.atomic
def recover(*, organisation: Organisation, user: User, by: User, at: datetime) -> Made:
    """Make a link by which somebody without an address gets back into their account. Raises NotRecoverable."""
    if not _is_recoverable(user, organisation):
        raise NotRecoverable
    return make(organisation=organisation, role=Role.MEMBER, by=by, at=at, for_user=user)


def mail(*, invitation: Invitation, url: str, to: str, language: str) -> None:
    """Send the link, in a language that the inviter chose; the address is kept no longer than the mail waits.

    The mail does not name an organisation that is in safe mode.
    """
    context = {"organisation": invitation.organisation, "url": url, "site_name": settings.SITE_NAME}
    with override(language):
        subject = gettext("An invitation to %(site_name)s") % {"site_name": settings.SITE_NAME}
        text = render_to_string("unions/invitation_mail.txt", context | {"expires_at": invitation.expires_at})
    send_mail(subject, text, None, [to])


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Take an invitation back before anybody used it. Raises AlreadyUsed."""
    changed = Invitation.objects.filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True)
    if not changed.update(revoked_at=at):
        raise AlreadyUsed
    record("invitation.revoked", invitation, by=by, at=at)
    return invitation


@transaction.atomic
def accept(*, token: str, by: User, at: datetime, consent_wording: str, language: str) -> Invitation:
    """Join with an account that exists. Of two at the same moment one joins. Raises NotValid, AlreadyThere."""
    invitation = _locked(token, at)
    if invitation.for_user_id is not None:
        raise NotValid
    return _join(invitation, by, at, consent_wording, language)


@transaction.atomic
def accept_as_new(
    *, token: str, handle: str, password: str | None, at: datetime, language: str, account: str, membership: str
) -> User:
    """Make an account and join with it; without a password a passkey comes next.

    `account` and `membership` are the words of the two consents. Raises NotValid, HandleTaken.
    """
    invitation = _locked(token, at)
    if invitation.for_user_id is not None:
        raise NotValid
    person = users.make(handle=handle, language=language, password=password, consent_wording=account, at=at)
    _join(invitation, person, at, membership, language)
    return person


@transaction.atomic
def open_account(
    *, token: str, password: str | None, at: datetime, language: str, account: str, membership: str
) -> User:
    """Give the account that waits for this link its way to sign in; earlier ways end. Raises NotValid."""
    invitation = _locked(token, at)
    person = invitation.for_user
    if person is None or not person.is_active:
        raise NotValid
    if invitation.made_by_id is not None and not _is_recoverable(person, invitation.organisation):
        raise NotValid
    users.reset_ways_to_sign_in(user=person, password=password, at=at)
    for purpose, words in ((ConsentPurpose.ACCOUNT, account), (ConsentPurpose.MEMBERSHIP, membership)):
        consents.give(by=person, purpose=purpose, words=words, language=language, at=at)
    _use(invitation, person, at)
    return person


def _is_recoverable(person: User, organisation: Organisation) -> bool:
    """Whether this union may open the account: it has no address and no role elsewhere, and is still of the union."""
    roles = person.memberships.verified()
    is_elsewhere = roles.exclude(organisation=organisation).exists() or person.network_roles.exists()
    return not person.email and not is_elsewhere and roles.exists()


def _locked(token: str, at: datetime) -> Invitation:
    waiting = Invitation.objects.valid(at).select_for_update(of=("self",)).filter(token_hash=hashed(token))
    invitation: Invitation | None = waiting.select_related("organisation", "for_user").first()
    if invitation is None:
        raise NotValid
    return invitation


def _join(invitation: Invitation, person: User, at: datetime, words: str, language: str) -> Invitation:
    memberships.verify(
        user=person, organisation=invitation.organisation, role=invitation.role, by=invitation.made_by, at=at
    )
    consents.give(by=person, purpose=ConsentPurpose.MEMBERSHIP, words=words, language=language, at=at)
    return _use(invitation, person, at)


def _use(invitation: Invitation, person: User, at: datetime) -> Invitation:
    invitation.used_at, invitation.used_by = at, person
    invitation.save(update_fields=["used_at", "used_by"])
    record("invitation.used", invitation, by=person, at=at, to_state=invitation.role)
    return invitation
