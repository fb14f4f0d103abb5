"""The link by which the contact of an organisation reads what it is asked, and answers, without an account.

The token names the union asked and the recipient it was made for, and holds a mark of the address it was sent to; it is
signed for this purpose alone. Nothing of it is stored: whether it still opens anything is read from the rows each time.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from solidarity.choices import LIVE_STATES
from solidarity.models import Addressee
from solidarity.notifications.links import link
from solidarity.notifications.readers import readers_of
from solidarity.queries import clocks
from unions.models import Recipient
from unions.notifications.circles import contacts_of

_signer = Signer(sep=".", salt="solidarity.answer_link")
_joined = "solidarity_request__organisation", "solidarity_request__employer", "solidarity_request__sector"


@dataclass(frozen=True)
class Opened:
    """What a link opens: the union asked, whose link it is, and until when it works (None: as long as the request)."""

    token: str
    addressee: Addressee
    recipient: Recipient
    ends_at: datetime | None


def answer_page(public_id: str) -> str:
    """Return the address where the contact of a union that is asked, this Addressee, reads the request and answers."""
    return link("request-by-link", token_for(Addressee.objects.select_related("organisation").get(public_id=public_id)))


def pledge_page(addressee: Addressee, pledge_id: str) -> str:
    """Return the address where the contact of a union that was asked looks after a pledge of it."""
    return link("pledge-by-link", token_for(addressee), pledge_id)


def token_for(addressee: Addressee) -> str:
    """Return the token for the contact of the union asked; Recipient.DoesNotExist where it has none."""
    contact: Recipient = addressee.organisation.contacts.get()
    return _signer.sign(f"{addressee.public_id}.{contact.public_id}.{_mark(contact)}")


def is_ours(token: str) -> bool:
    """Whether the portal has ever made this token."""
    try:
        _signer.unsign(token)
    except BadSignature:
        return False
    return True


def opened(token: str, at: datetime) -> Opened | None:
    """Return what one of our tokens opens now; None once its clock or its request has ended, or its contact changed."""
    public_id, contact_id, mark = _signer.unsign(token).split(".")
    asked = Addressee.objects.filter(public_id=public_id, solidarity_request__state__in=LIVE_STATES)
    addressee = asked.select_related("organisation", "forwarded_by", "forwarded_to", *_joined).first()
    if addressee is None:
        return None
    readers = readers_of(addressee.solidarity_request).filter(contacts_of([addressee.organisation_id]))
    recipient = readers.filter(public_id=contact_id).first()
    ends_at = clocks.link_ends(addressee)
    if recipient is None or not constant_time_compare(_mark(recipient), mark) or (ends_at and ends_at <= at):
        return None
    return Opened(token, addressee, recipient, ends_at)


def _mark(recipient: Recipient) -> str:
    """Return what tells whether it is still the address that the link was sent to, and nothing of the address."""
    return salted_hmac("solidarity.answer_link.address", recipient.contact_address, algorithm="sha256").hexdigest()[:16]
