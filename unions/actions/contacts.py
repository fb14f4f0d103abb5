"""Where an organisation is told of calls besides by its staff: an office's address, which needs no account."""

from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions.profiles import ProfileClosed
from unions.actions.recipients import COMPLAINED
from unions.announcements import announce_again
from unions.audit import record
from unions.mail.signing import digest
from unions.mail.single import single_mail
from unions.models import Organisation, Recipient, User
from unions.validators import Refused

Tell = Callable[[Organisation, User, datetime], None]


class Change(Enum):
    """What naming an office changed."""

    NONE = auto()
    LANGUAGE = auto()  # of the same office
    ADDRESS = auto()


class WantsNoMail(Refused):
    """At this address somebody has said that no more mail is wanted."""

    def __init__(self) -> None:
        super().__init__(_("This office has said that it wants no such mail. Name another one."), field="address")


@transaction.atomic
def change(*, organisation: Organisation, address: str, language: str, by: User, at: datetime) -> bool:
    """Tell calls to this address from now on, in this language, or with an empty one to none; say whether it changed.

    Calls that still wait for an answer go there, too. All who may say so are told of another address; neither they nor
    the trail are told which. Raises ProfileClosed for who may not say so (any more), WantsNoMail.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = Organisation.objects.contact_kept_by(by).filter(pk=organisation.pk).first()
    if held is None:
        raise ProfileClosed
    change = name(organisation=held, address=address, language=language, at=at)
    if change is Change.NONE:
        return False
    record("organisation.contact_changed", held, by=by, at=at)
    if change is Change.ADDRESS:
        announce_again("contact_changed", held, by=by, at=at)
    if change is Change.ADDRESS and address:
        for tell in _when_named:
            tell(held, by, at)
    return True


def name(
    *, organisation: Organisation, address: str, language: str, at: datetime, is_by_itself: bool = False
) -> Change:
    """Make this the office of an organisation that the caller holds; return what that changed.

    Another address has sent nothing back and refused nothing yet. Links in mails to the former one open nothing any
    more. Both are told, unless the organisation is in safe mode. An office that has applied by itself need not be,
    and wants mail whatever it said before. Raises WantsNoMail.
    """
    contact = organisation.contacts.select_for_update().first() or Recipient(organisation=organisation)
    before, former_language = contact.contact_address, contact.contact_language
    if is_same(address, before):
        if not before or language == former_language:
            return Change.NONE
        contact.contact_language = language
        contact.save()
        return Change.LANGUAGE
    if _mark(address) in contact.refusals.split() and not is_by_itself:
        raise WantsNoMail
    contact.contact_address, contact.contact_language = address, language
    _begin_anew(contact, before, at)
    contact.save()
    if not organisation.safe_mode:
        _tell(organisation, "emails/contact_ended", before, former_language)
        _tell(organisation, "emails/contact_named", "" if is_by_itself else address, language)
    return Change.ADDRESS


def is_same(address: str, other: str) -> bool:
    """Whether these are one address."""
    return address.strip().casefold() == other.strip().casefold()


_when_named: list[Tell] = []


def when_office_named(tell: Tell) -> Tell:
    """Register what a room above tells an office that has just been named."""
    if tell not in _when_named:
        _when_named.append(tell)
    return tell


def _begin_anew(contact: Recipient, before: str, at: datetime) -> None:
    """Take nothing over of what was true of the former address, but keep in mind that it wanted no mail."""
    if contact.pk and before:
        if contact.suspended_reason == COMPLAINED or contact.unsubscriptions.exists():
            contact.refusals = f"{contact.refusals} {_mark(before)}".strip()
        contact.unsubscriptions.all().delete()
    contact.suspended_at, contact.suspended_reason, contact.reached_at = None, "", at


def _mark(address: str) -> str:
    """Return what tells an address again, and nothing of it."""
    return digest("unions.contact", address.strip().casefold().encode()).hex()[:32]


def _tell(organisation: Organisation, stem: str, address: str, language: str) -> None:
    if address:
        single_mail(stem, to=address, language=language, context={"organisation": organisation.name}).send()
