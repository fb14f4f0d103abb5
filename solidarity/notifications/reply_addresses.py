"""The address to which somebody replies to a call: it stands for the union asked and for who was written to.

It is signed together with the address that the call went to, holds two public ids and nothing else, and works as long
as the link in the same mail: until the clock or the request ends, the request is taken down, or who was asked may no
longer answer. Its letters may change their case on the way.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from solidarity.choices import LIVE_STATES
from solidarity.models import Addressee
from solidarity.notifications import grades
from solidarity.notifications.readers import readers_of
from solidarity.queries import clocks
from unions.announcements import Reader, Variant
from unions.choices import Grade
from unions.fields import PUBLIC_ID_ALPHABET, PUBLIC_ID_LENGTH
from unions.mail.incoming.boxes import ANSWERS, host
from unions.mail.signing import digest
from unions.models import Recipient
from unions.notifications.circles import contacts_of, staff_of

_ID = f"[{PUBLIC_ID_ALPHABET}]{{{PUBLIC_ID_LENGTH}}}"
_TOKEN = re.compile(rf"{ANSWERS}\+(?P<addressee>{_ID})(?P<recipient>{_ID})(?P<signature>[a-z2-7]{{24}})")


@dataclass(frozen=True)
class Replied:
    """What a reply address stands for now."""

    addressee: Addressee
    recipient: Recipient


def reply_address(addressee_id: str, recipient: Reader, variant: Variant) -> str:
    """Return where to answer a copy by mail; an empty string where no reply is read."""
    if not addressee_id or not are_read(variant.grade):
        return ""
    signature = _signature(addressee_id, recipient)
    return f"{ANSWERS}+{addressee_id}{recipient.public_id}{signature}@{host()}"


def are_read(grade: Grade) -> bool:
    """Whether this portal takes mail, and what such a mail says may travel back by mail."""
    return settings.MAIL_COMES_IN and grade != Grade.NOTICE


def replied_to(address: str, at: datetime) -> Replied | None:
    """Return who answers for whom by this address; None for a forged one, and for one that has ended."""
    token = _TOKEN.fullmatch(address.rpartition("@")[0].lower())
    if token is None:
        return None
    recipient = Recipient.objects.filter(public_id=token["recipient"]).select_related("user").first()
    if recipient is None or not hmac.compare_digest(_signature(token["addressee"], recipient), token["signature"]):
        return None
    asked = Addressee.objects.filter(public_id=token["addressee"], solidarity_request__state__in=LIVE_STATES)
    addressee = asked.select_related("organisation", "solidarity_request__organisation").first()
    if addressee is None or not _are_read_for(addressee, at) or not may_answer(recipient, addressee):
        return None
    return Replied(addressee, recipient)


def may_answer(recipient: Recipient, addressee: Addressee) -> bool:
    """Whether they may read the request still, and answer for the union that is asked."""
    asked = [addressee.organisation_id]
    answering = readers_of(addressee.solidarity_request).filter(staff_of(asked) | contacts_of(asked))
    return bool(answering.filter(pk=recipient.pk).exists())


def _are_read_for(addressee: Addressee, at: datetime) -> bool:
    if grades.of_request(addressee.solidarity_request) == Grade.NOTICE:
        return False
    ends_at = clocks.link_ends(addressee)
    return ends_at is None or ends_at > at


def _signature(addressee_id: str, recipient: Reader) -> str:
    signed = "\n".join((addressee_id, recipient.public_id, recipient.address)).encode()
    return base64.b32encode(digest("solidarity.reply_address", signed)[:15]).decode().lower()
