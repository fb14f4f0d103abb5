"""Where an organisation is told of calls besides by its staff: an office's address, which needs no account."""

from datetime import datetime

from django.db import transaction

from unions.actions.profiles import ProfileClosed
from unions.audit import record
from unions.choices import HELD_STATES
from unions.mail.single import single_mail
from unions.models import Organisation, Recipient, User


@transaction.atomic
def change(*, organisation: Organisation, address: str, language: str, by: User, at: datetime) -> bool:
    """Tell calls to this address from now on, in this language, or with an empty one to none; say whether it changed.

    Another address has sent nothing back and refused nothing yet. Links in mails to the former one open nothing any
    more. Both are told, the trail holds neither. Raises ProfileClosed.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.state in HELD_STATES:
        raise ProfileClosed
    contact = held.contacts.select_for_update().first() or Recipient(organisation=held)
    before = contact.contact_address
    if (before, contact.contact_language) == (address, language) or not (before or address):
        return False
    former_language, contact.contact_address, contact.contact_language = contact.contact_language, address, language
    if address != before:
        contact.suspended_at, contact.suspended_reason, contact.reached_at = None, "", at
    contact.save()
    record("organisation.contact_changed", held, by=by, at=at)
    if address != before:
        contact.unsubscriptions.all().delete()
        _tell(held, "emails/contact_ended", before, former_language)
        _tell(held, "emails/contact_named", address, language)
    return True


def _tell(organisation: Organisation, stem: str, address: str, language: str) -> None:
    if address:
        single_mail(stem, to=address, language=language, context={"organisation": organisation.name}).send()
