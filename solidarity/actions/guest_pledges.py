"""Pledges of visitors with an address alone: asked for, confirmed by a link, forgotten after a day."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from solidarity.actions import pledges
from solidarity.actions.places import NoPlaceLeft
from solidarity.choices import ShownAs
from solidarity.models import GuestPledge, Need, Pledge
from solidarity.panels import amount_in_words
from unions.actions import consents, users
from unions.audit import record
from unions.choices import ConsentPurpose
from unions.mail.single import single_mail
from unions.models import User
from unions.validators import Refused, check_fields

LIVES = timedelta(hours=24)
MOST_MAILS_FOR_A_NEED = 3  # to one address
MOST_MAILS_TO_AN_ADDRESS = 10  # for all needs, in 24 hours
MOST_FOR_A_NEED = 300  # that wait to be confirmed, from all addresses, in an hour
SHOWN = (ShownAs.COUNTRY, ShownAs.NOBODY)
CONSENT = _(
    "I agree that this portal holds my address and my pledge, makes an account with a random name for me, and writes to"
    " me about this pledge. I can export or erase all of it at any time."
)


class NotForGuests(Refused):
    """The need is not public, not open, not for people, or its day has passed."""

    def __init__(self) -> None:
        super().__init__(_("Nobody can help with this any more. Please look at what else is needed."))


class TooManyAtOnce(Refused):
    """So many want to help with this at once that somebody may be playing with it."""

    def __init__(self) -> None:
        super().__init__(_("Very many people are helping with this right now. Please try again in an hour."))


class NotValid(Refused):
    """The link is too old, was replaced by a later one, or its request is no longer public."""

    def __init__(self) -> None:
        super().__init__(_("This link no longer works. It is good for 24 hours: please pledge once more."))


@dataclass(frozen=True)
class Confirmed:
    """What a followed link has led to."""

    pledge: Pledge | None
    user: User | None
    is_new_account: bool


@transaction.atomic
def ask(
    *,
    need: Need,
    address: str,
    quantity: int,
    language: str,
    consent_wording: str,
    at: datetime,
    by: None = None,
    country: str = "",
    shown_as: str = ShownAs.COUNTRY,
    message: str = "",
) -> None:
    """Keep what a visitor wants to pledge for 24 hours and mail the link that confirms it; no place is taken.

    The caller learns nothing of the address: known, new or asked for too often, all is answered alike.
    Raises NotForGuests, NoPlaceLeft or TooManyAtOnce.
    """
    check(need=need, quantity=quantity, at=at)
    token = secrets.token_urlsafe(32)
    address = address.strip().lower()
    words = {"message": message.strip(), "country": country, "shown_as": shown_as if shown_as in SHOWN else SHOWN[0]}
    promise = words | {"quantity": quantity, "language": language, "consent_wording": consent_wording}
    check_fields(GuestPledge(**promise), promise)
    promise |= {"address": address, "token_hash": hashed(token), "made_at": at, "expires_at": at + LIVES}
    row, _is_new = GuestPledge.objects.select_for_update().get_or_create(
        need=need, address_hash=GuestPledge.hash_of(address), defaults=promise | {"mails": 0}
    )
    mail = _mail(need, address, token, quantity, language)
    if _may_mail(row, at):
        _send(row, mail, promise, at)


@transaction.atomic
def confirm(*, token: str, at: datetime, by: None = None) -> Confirmed:
    """Take the place for the person of the address, making their account if there is none.

    A second use leads to the same pledge. Raises NotValid, and what `pledges.make` refuses: when all places are gone
    by then, no account is made, and the link can be tried again until it dies.
    """
    row = GuestPledge.objects.select_for_update().valid(at).filter(token_hash=hashed(token)).first()
    if row is None:
        raise NotValid
    if row.confirmed_at is not None:
        return Confirmed(row.pledge, row.pledge and row.pledge.user, is_new_account=False)
    need = Need.objects.visible_to(AnonymousUser()).select_related("solidarity_request", "kind").filter(pk=row.need_id)
    if not need:
        raise NotValid
    user = users.find_or_make_by_confirmed_address(
        address=row.address, language=row.language, at=at, consent_wording=row.consent_wording
    )
    is_new_account = user.joined_at == at
    pledge = _pledge(row, need[0], user, at)
    row.pledge, row.confirmed_at, row.address = pledge, at, ""
    row.save(update_fields=["pledge", "confirmed_at", "address"])
    return Confirmed(pledge, user, is_new_account)


def check(*, need: Need, at: datetime, quantity: int = 1) -> None:
    """Refuse what no guest can pledge now: raises NotForGuests, WrongAmount, NoPlaceLeft or TooManyAtOnce."""
    public = Need.objects.visible_to(AnonymousUser()).for_people().filter(pk=need.pk, wanted_by__gte=at.date())
    if not public.filter(solidarity_request__state="open").exists():
        raise NotForGuests
    if quantity < 1 or quantity > need.quantity:
        raise pledges.WrongAmount(_("Promise at least one, and not more than is needed."), field="quantity")
    if not public.with_place_for(quantity).exists():
        raise NoPlaceLeft(_("Not so much is needed any more. Take less, or look at what else would help."))
    if GuestPledge.objects.filter(need=need, made_at__gt=at - timedelta(hours=1)).count() >= MOST_FOR_A_NEED:
        raise TooManyAtOnce


def forget_expired(at: datetime) -> int:
    """Delete those whose 24 hours are over, confirmed or not; return how many."""
    return int(GuestPledge.objects.expired(at).delete()[0])


def hashed(token: str) -> str:
    """Return what is held of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _may_mail(row: GuestPledge, at: datetime) -> bool:
    same = GuestPledge.objects.valid(at).filter(address_hash=row.address_hash)
    mails = same.aggregate(total=Sum("mails"))["total"] or 0
    return row.mails < MOST_MAILS_FOR_A_NEED and mails < MOST_MAILS_TO_AN_ADDRESS


def _mail(need: Need, address: str, token: str, quantity: int, language: str) -> EmailMultiAlternatives:
    """It may leave, and be read, when the request is public no longer: so it does not say which one that is."""
    with override(language):
        context = {
            "kind": need.kind.name,
            "amount": amount_in_words(quantity, need),
            "url": settings.SITE_URL + reverse("solidarity:guest-pledge-confirm", args=[token]),
        }
    return single_mail("emails/guest_pledge", to=address, language=language, context=context)


def _send(row: GuestPledge, mail: EmailMultiAlternatives, promise: dict[str, Any], at: datetime) -> None:
    """Write the mail into the outbox; a later link replaces the earlier one."""
    for name, value in promise.items():
        setattr(row, name, value)
    row.mails, row.confirmed_at, row.pledge = row.mails + 1, None, None
    row.save()
    record("guest_pledge_asked", row, by=None, at=at)
    mail.send()


def _pledge(row: GuestPledge, need: Need, user: User, at: datetime) -> Pledge:
    consents.give(by=user, purpose=ConsentPurpose.PLEDGE, words=row.consent_wording, language=row.language, at=at)
    return pledges.make(
        need=need,
        quantity=row.quantity,
        by=user,
        at=at,
        message=row.message,
        language=row.language,
        shown_as=row.shown_as,
        country=row.country,
    )
