"""People's accounts: made, changed, erased."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from unions import retention
from unions.actions import consents
from unions.audit import record
from unions.choices import ConsentPurpose
from unions.fields import PUBLIC_ID_ALPHABET, random_public_id
from unions.models import Recipient, User
from unions.validators import Refused


class HandleTaken(Refused):
    """Somebody else has this handle."""

    def __init__(self) -> None:
        super().__init__(_("Somebody already uses this handle."), field="handle")


class AccountClosed(Refused):
    """The account of this address was closed by the network."""

    def __init__(self) -> None:
        super().__init__(_("This account is closed. Please write to the network."))


@transaction.atomic
def make(
    *,
    handle: str,
    language: str,
    at: datetime,
    consent_wording: str | None,
    address: str | None = None,
    password: str | None = None,
) -> User:
    """Make a person with what belongs to one: a recipient, and the consent in the words that they read.

    `consent_wording` is None only where the person consents later, at their first sign-in. The address is not
    confirmed by this. Raises HandleTaken, or IntegrityError where somebody took the address a moment ago.
    """
    if User.objects.filter(handle__iexact=handle).exists():
        raise HandleTaken
    email = (address or "").lower()
    with _handle_is_free(handle):
        user: User = User.objects.create_user(
            handle, email=email, password=password, ui_language=language, joined_at=at
        )
    Recipient.objects.create(user=user)
    if consent_wording is not None:
        consents.give(by=user, purpose=ConsentPurpose.ACCOUNT, words=consent_wording, language=language, at=at)
    record("user.made", user, by=user, at=at)
    return user


@contextmanager
def _handle_is_free(handle: str, but: User | None = None) -> Iterator[None]:
    """Say HandleTaken where somebody else took it a moment ago; another clash stays what it is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if User.objects.filter(handle__iexact=handle).exclude(pk=but and but.pk).exists():
            raise HandleTaken from None
        raise


@transaction.atomic
def end_claims(*, address: str, by: User, at: datetime) -> None:
    """End the accounts that were made with this address and never confirmed it: `by` is about to."""
    claiming = User.objects.filter(email=address.lower()).exclude(pk=by.pk)
    for claimed in claiming.exclude(emailaddress__email=address.lower(), emailaddress__verified=True):
        erase(by=claimed, at=at)


def find_or_make_by_confirmed_address(*, address: str, language: str, at: datetime, consent_wording: str) -> User:
    """Return the person of an address whose link was just followed; make one with a random handle if there is none.

    An account that claimed the address without ever confirming it now belongs to who did: its password and keys
    go. Raises AccountClosed.
    """
    address = address.lower()
    try:
        return _of_address(address=address, language=language, at=at, consent_wording=consent_wording)
    except IntegrityError:  # the same link was followed twice at the same moment: the other one made the account
        return _of_address(address=address, language=language, at=at, consent_wording=consent_wording)


@transaction.atomic
def _of_address(*, address: str, language: str, at: datetime, consent_wording: str) -> User:
    confirmed = EmailAddress.objects.select_related("user").filter(email=address, verified=True).first()
    if confirmed is not None:
        return _open(confirmed.user)
    user: User | None = User.objects.select_for_update().filter(email=address).first()
    if user is None:
        user = make(handle=random_handle(), language=language, at=at, consent_wording=consent_wording, address=address)
    else:
        _open(user)
        reset_ways_to_sign_in(user=user, password=None, at=at)
    EmailAddress.objects.filter(email=address).delete()
    EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    record("user.address_confirmed", user, by=user, at=at)
    return user


def _open(user: Any) -> User:
    if not user.is_active:
        raise AccountClosed
    return user  # type: ignore[no-any-return]


@transaction.atomic
def reset_ways_to_sign_in(*, user: User, password: str | None, at: datetime) -> None:
    """Drop password, passkeys, codes, every session and what may tell others; set the new password, if any."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    retention.end_what_others_may_read_by(user)
    record("user.ways_to_sign_in_reset", user, by=user, at=at)


@transaction.atomic
def end_what_others_may_read_by(*, user: User, at: datetime) -> None:
    """Drop devices, chats and feeds of somebody who came back by a mailed link."""
    retention.end_what_others_may_read_by(user)
    record("user.ways_to_be_told_ended", user, by=user, at=at)


def random_handle() -> str:
    """Return a handle that says nothing of its bearer; it can be changed in the account."""
    return "friend-" + "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(10))


@transaction.atomic
def change(*, by: User, at: datetime, **fields: Any) -> User:
    """Change one's handle, languages, time zone or safe mode. Raises HandleTaken."""
    handle = fields.get("handle", by.handle)
    if User.objects.filter(handle__iexact=handle).exclude(pk=by.pk).exists():
        raise HandleTaken
    for name in ("handle", "ui_language", "reading_languages", "time_zone", "safe_mode"):
        setattr(by, name, fields.get(name, getattr(by, name)))
    with _handle_is_free(handle, but=by):
        by.save(update_fields=["handle", "ui_language", "reading_languages", "time_zone", "safe_mode"])
    record("user.changed", by, by=by, at=at)
    return by


@transaction.atomic
def erase(*, by: User, at: datetime) -> User:
    """End an account at once: what only matters to the person goes, what others counted on stays without them."""
    retention.forget_everything_about(by)
    by.set_unusable_password()
    by.handle, by.email, by.last_login = f"gone-{random_public_id()}", None, None
    by.ui_language, by.reading_languages, by.time_zone, by.safe_mode = "en", [], "UTC", False
    by.is_active, by.erased_at = False, at
    by.save()
    record("user.erased", by, by=by, at=at)
    return by
