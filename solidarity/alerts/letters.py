"""The mail itself: built once of what was rendered for many, and joined for each recipient with what is their own."""

import secrets
import time
from email.utils import formatdate
from functools import lru_cache

from django.utils import translation

from solidarity.alerts.rendering import UNSUBSCRIBE, Rendered
from unions.announcements import Reader
from unions.choices import Channel
from unions.mail import Copy, Master, list_headers, message_id, on_the_wire, return_path
from unions.mail.addresses import envelope_address
from unions.mail.parts import TwoBodies, text_part
from unions.mail.unsubscribing import unsubscribe_page, unsubscribe_token
from unions.models import Announcement

# What stands in a master meanwhile; nobody can write it into a text, since nobody knows it.
_SECRET = secrets.token_hex(16)
PLACES = {
    "to": f"to-{_SECRET}@portal.invalid",
    "date": f"date-{_SECRET}",
    "message_id": f"<id-{_SECRET}@portal.invalid>",
    "unsubscribe": UNSUBSCRIBE,
    "reply_to": f"reply-{_SECRET}@portal.invalid",
}
_OWN = {"Date": PLACES["date"], "Message-ID": PLACES["message_id"]}


def master(rendered: Rendered, *, is_8bit: bool = True, takes_replies: bool = False) -> Master:
    """Build the message of one variant, as a server takes it that takes letters outside ASCII, or one that does not."""
    with translation.override(rendered.language):
        way_out = unsubscribe_page(UNSUBSCRIBE)
    replies = {"Reply-To": PLACES["reply_to"]} if takes_replies else {}
    headers = _OWN | list_headers(rendered.language, way_out) | replies
    message = TwoBodies(rendered.subject, to=[PLACES["to"]], headers=headers)
    for kind, text in (("plain", rendered.text), ("html", rendered.html)):
        message.attach(text_part(kind, text, unbroken=UNSUBSCRIBE, is_8bit=is_8bit))
    return Master(on_the_wire(message), PLACES)


def letter(announcement: Announcement, recipient: Reader, written: Master, reply_to: str = "") -> Copy:
    """Return one recipient's copy; the same news for the same recipient has the same Message-ID for ever.

    Raises Unsendable where the address is none.
    """
    address = envelope_address(recipient.address)
    own = {
        "to": address,
        "date": _date(int(time.time())),
        "message_id": message_id(announcement.pk, Channel.MAIL.value, recipient.pk),
        "unsubscribe": unsubscribe_token(recipient, announcement.kind),
        "reply_to": reply_to,
    }
    body = written.copy({name: value.encode() for name, value in own.items()})
    return Copy(return_path(announcement.pk, recipient.pk), address, body)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    """Write a second as heads do; many copies are written in one."""
    return formatdate(second)
