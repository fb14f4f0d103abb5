"""How tests name the office of an organisation, and what becomes of its mails."""

from django.core import mail

from tests.factories import NOW
from unions.actions import contacts, unsubscriptions
from unions.models import Organisation, User

PAGE, AGAIN = "unions:organisation-contact", "unions:organisation-contact-again"
OFFICE, ANOTHER = "office@union.example", "international@union.example"


def change(union: Organisation, by: User, address: str, language: str = "en") -> bool:
    """Name the office."""
    return contacts.change(organisation=union, address=address, language=language, by=by, at=NOW)


def end(union: Organisation, kind: str) -> None:
    """Let the office end a kind of mails by the link in one."""
    contact = union.contacts.get()
    unsubscriptions.unsubscribe(recipient=contact, kind=kind, by=contact, at=NOW)


def addresses() -> list[str]:
    """To whom mails went."""
    return [to for message in mail.outbox for to in message.to]
