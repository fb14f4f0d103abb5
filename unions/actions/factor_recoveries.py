"""Back into an account whose second factor is lost: asked for, confirmed by two people, used once, or stopped."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from unions import retention
from unions.actions.invitations import hashed
from unions.announcements import announce
from unions.audit import record
from unions.choices import NetworkRoleKind, RecoveryChannel
from unions.models import FactorRecovery, Organisation, User
from unions.validators import Refused

ASK_LIVES = timedelta(days=7)
OPENS_AFTER = timedelta(hours=1)  # time in which the person, or anybody who answers for them, can stop it
LINK_LIVES = timedelta(hours=24)
QUIET_AFTER_A_STOP = timedelta(days=1)


class NotConfirmable(Refused):
    """It was confirmed, used or stopped in the meantime, or this person may not be the second one."""

    def __init__(self) -> None:
        super().__init__(_("This needs nobody any more, or it needs somebody else than you."))


class NotSaid(Refused):
    """Who confirms has spoken to the person, and says how."""

    def __init__(self) -> None:
        super().__init__(_("Say how you spoke to the person."), field="channel")


class NotValid(Refused):
    """The link was used, stopped, or is too old; which of these is nobody's business."""

    def __init__(self) -> None:
        super().__init__(_("This link does not open anything now."))


class Confirmed(NamedTuple):
    """A recovery; with the second confirmation its token, which is held nowhere."""

    recovery: FactorRecovery
    token: str = ""


@transaction.atomic
def ask(*, handle_or_address: str, at: datetime) -> None:
    """Tell those who can answer for a person that they ask to be let in; nobody learns whether there is such a person.

    Only who has a second factor can have lost it. One runs at a time; after one was stopped a day passes.
    """
    user = _known_as(handle_or_address)
    if user is None or not Authenticator.objects.filter(user=user).exists():
        return
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = FactorRecovery.objects.filter(user=user)
    if (
        own.running(at).exists()
        or own.filter(stopped_at__gt=at - QUIET_AFTER_A_STOP, stopped_by__isnull=False).exists()
    ):
        return
    own.over(at).filter(used_at__isnull=True, stopped_at__isnull=True).update(stopped_at=at)
    recovery = FactorRecovery.objects.create(user=user, asked_at=at, ask_expires_at=at + ASK_LIVES)
    record("factor_recovery.asked", recovery, by=None, at=at)
    announce("factor_recovery_asked", recovery, by=None, at=at)
    announce("factor_recovery_runs", recovery, by=None, at=at, is_urgent=True)


@transaction.atomic
def confirm(*, recovery: FactorRecovery, channel: str, by: User, at: datetime) -> Confirmed:
    """Answer for who it is, having spoken to them; the second makes the link. Raises NotConfirmable, NotSaid."""
    if channel not in RecoveryChannel:
        raise NotSaid
    found: FactorRecovery = FactorRecovery.objects.select_for_update(of=("self",)).get(pk=recovery.pk)
    if not may_confirm(found, by, at):
        raise NotConfirmable
    record("factor_recovery.confirmed", found, by=by, at=at, reason=channel)
    if found.first_at is None:
        found.first_by, found.first_at, found.first_channel = by, at, channel
        found.save(update_fields=["first_by", "first_at", "first_channel"])
        return Confirmed(found)
    token = secrets.token_urlsafe(32)
    found.second_by, found.second_at, found.second_channel = by, at, channel
    found.token_hash, found.opens_at = hashed(token), at + OPENS_AFTER
    found.expires_at = found.opens_at + LINK_LIVES
    found.save()
    announce("factor_recovery_runs", found, by=by, at=at, wave=2, is_urgent=True)
    return Confirmed(found, token)


def may_confirm(recovery: FactorRecovery, by: User, at: datetime) -> bool:
    """Whether this person can be the next of the two.

    For a member or staff, at least one of the two is an admin of their union, and a network admin is of another one.
    Two admins of one union are not enough for somebody who belongs to another one as well.
    For admins and those who serve the network, the two are network admins of different organisations.
    """
    open_ones = FactorRecovery.objects.running(at).filter(pk=recovery.pk, second_at__isnull=True)
    if recovery.first_by_id == by.pk or not open_ones.decidable_by(by).exists():
        return False
    if recovery.first_at is None:
        return True
    if recovery.first_by is None:  # who confirmed first has erased their account since: nobody answers for it any more
        return False
    if open_ones.of_high_standing().exists():
        return _are_apart(recovery.first_by, by)
    if _are_of_one_side(recovery.user, recovery.first_by, by):
        return False
    return not (_is_network_side(recovery, recovery.first_by) and _is_network_side(recovery, by))


@transaction.atomic
def stop(*, recovery: FactorRecovery, by: User, at: datetime) -> None:
    """End it before the link was used: the person, or anybody who may answer for them. Raises NotConfirmable."""
    running = FactorRecovery.objects.running(at).filter(pk=recovery.pk)
    if not running.update(stopped_at=at, stopped_by=by):
        raise NotConfirmable
    record("factor_recovery.stopped", recovery, by=by, at=at)
    announce("factor_recovery_ended", recovery, by=by, at=at, audience="stopped")


@transaction.atomic
def use(*, token: str, password: str | None, at: datetime) -> User:
    """End every factor and session of the person, and what others may read by; set a password where there was none.

    Raises NotValid.
    """
    waiting = FactorRecovery.objects.opened(at).select_for_update(of=("self",)).select_related("user")
    recovery: FactorRecovery | None = waiting.filter(token_hash=hashed(token), user__is_active=True).first()
    if recovery is None:
        raise NotValid
    user = recovery.user
    Authenticator.objects.filter(user=user).delete()
    if password and not user.has_usable_password():
        user.set_password(password)
        user.save(update_fields=["password"])
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    retention.end_what_others_may_read_by(user)
    recovery.used_at = at
    recovery.save(update_fields=["used_at"])
    record("factor_recovery.used", recovery, by=user, at=at)
    announce("factor_recovery_ended", recovery, by=user, at=at, audience="used")
    return user


def mail(*, recovery: FactorRecovery, url: str) -> None:
    """Send the link to the address of the account, in the language of its person."""
    person = recovery.user
    context = {"recovery": recovery, "url": url, "site_name": settings.SITE_NAME}
    with override(person.ui_language):
        subject = gettext("Your way back into %(site_name)s") % {"site_name": settings.SITE_NAME}
        text = render_to_string("unions/recovery_mail.txt", context)
    send_mail(subject, text, None, [str(person.email)])


def _known_as(handle_or_address: str) -> User | None:
    wanted = handle_or_address.strip()
    same = Q(handle__iexact=wanted) | Q(email__iexact=wanted)
    user: User | None = User.objects.active().filter(same).first() if wanted else None
    return user


def _is_network_side(recovery: FactorRecovery, person: User) -> bool:
    """Whether a person answers for the network: not as an admin of the union of who asks."""
    own = recovery.user.memberships.verified().values("organisation")
    return not Organisation.objects.administered_by(person).filter(pk__in=own).exists()


def _are_of_one_side(person: User, one: User, other: User) -> bool:
    """Whether two people answer as admins of the same union for somebody who has a role in another one too."""
    own = Organisation.objects.belonging_to(person)
    both = own.filter(pk__in=Organisation.objects.administered_by(one)) & own.filter(
        pk__in=Organisation.objects.administered_by(other)
    )
    return own.count() > 1 and both.exists()


def _are_apart(one: User, other: User) -> bool:
    """Whether two people, each a network admin, share no organisation."""
    shared = Organisation.objects.belonging_to(one).filter(pk__in=Organisation.objects.belonging_to(other))
    is_serving = one.network_roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).exists()
    return is_serving and not shared.exists()
