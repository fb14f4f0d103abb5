"""The way back of a copy: an envelope sender of its own, which says to us alone whose copy of which news came back.

The token is the two numbers, sealed: a signature of them, and they themselves hidden under what follows from it (the
construction of RFC 5297, with HMAC). It is written in letters whose case does not matter, since servers change that.
"""

import base64
import hmac
import struct
from email.utils import parseaddr

from django.conf import settings

from unions.mail.addresses import envelope_address
from unions.mail.signing import digest

BOX = "bounces"
_NUMBERS = struct.Struct(">QQ")
_SIGNATURE = 14  # bytes; with the numbers 30, which base 32 writes without a rest, and 56 of the 64 letters allowed
_SIGNED, _HIDDEN = "unions.mail.verp.signed", "unions.mail.verp.hidden"


def return_path(announcement_id: int, recipient_id: int) -> str:
    """Return the address to which a copy comes back; the same for the same copy."""
    return f"{BOX}+{_token(announcement_id, recipient_id)}@{_host()}"


def returned(address: str) -> tuple[int, int] | None:
    """Return announcement and recipient of what came back to this address; None where we never gave it away."""
    box, _plus, token = address.rpartition("@")[0].partition("+")
    if box.lower() != BOX or not token.isascii():
        return None
    try:
        sealed = base64.b32decode(token.upper())
        signature, hidden = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        numbers = _covered(hidden, signature)
        announcement_id, recipient_id = _NUMBERS.unpack(numbers)
    except (ValueError, struct.error):
        return None
    is_ours = hmac.compare_digest(digest(_SIGNED, numbers)[:_SIGNATURE], signature)
    return (announcement_id, recipient_id) if is_ours else None


def _token(announcement_id: int, recipient_id: int) -> str:
    numbers = _NUMBERS.pack(announcement_id, recipient_id)
    signature = digest(_SIGNED, numbers)[:_SIGNATURE]
    return base64.b32encode(signature + _covered(numbers, signature)).decode().lower()


def _covered(numbers: bytes, signature: bytes) -> bytes:
    """Hide the numbers, or show hidden ones."""
    cover = digest(_HIDDEN, signature)[: len(numbers)]
    return bytes(one ^ other for one, other in zip(numbers, cover, strict=True))


def _host() -> str:
    """Mail comes back to the host of the portal's own address: it takes mail already, and may send from there."""
    return envelope_address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]).rpartition("@")[2]
