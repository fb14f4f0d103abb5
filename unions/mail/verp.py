"""The way back of a copy: an envelope sender of its own, which says to us alone whose copy of which news came back.

The token is the two numbers, sealed: a signature of them, and they themselves hidden under what follows from it (the
construction of RFC 5297, with HMAC). It is written in digits whose case does not matter, since servers change that.
"""

import hmac
from email.utils import parseaddr
from functools import cache
from typing import NamedTuple

from django.conf import settings

from unions.mail.addresses import envelope_address
from unions.mail.signing import digest

BOX = "bounces"
_NUMBER, _SIGNATURE = 6, 14  # bytes; 52 digits and the name of the box stay below the 64 that an address may have
_DIGEST = 1 << (8 * _NUMBER - 1)  # a bit that no announcement's number reaches
_SIGNED, _HIDDEN = "unions.mail.verp.signed", "unions.mail.verp.hidden"


class Copied(NamedTuple):
    """Whose copy of which news; of a digest, that which is the newest in it."""

    announcement_id: int
    recipient_id: int
    is_digest: bool = False


def return_path(announcement_id: int, recipient_id: int, *, is_digest: bool = False) -> str:
    """Return the address to which a copy comes back; the same for the same copy."""
    marked = announcement_id | (_DIGEST if is_digest else 0)
    numbers = marked.to_bytes(_NUMBER, "big") + recipient_id.to_bytes(_NUMBER, "big")
    signature = digest(_SIGNED, numbers)[:_SIGNATURE]
    token = signature + _covered(numbers, signature)
    return f"{BOX}+{token.hex()}@{_host(settings.DEFAULT_FROM_EMAIL)}"


def returned(address: str) -> Copied | None:
    """Return the copy that came back to this address, or to this part of it before the host.

    None where we never gave it away.
    """
    box, _plus, token = address.partition("@")[0].partition("+")
    try:
        sealed = bytes.fromhex(token)
    except ValueError:
        return None
    if box.lower() != BOX or len(sealed) != _SIGNATURE + 2 * _NUMBER:
        return None
    signature = sealed[:_SIGNATURE]
    numbers = _covered(sealed[_SIGNATURE:], signature)
    if not hmac.compare_digest(digest(_SIGNED, numbers)[:_SIGNATURE], signature):
        return None
    marked, recipient_id = (int.from_bytes(part, "big") for part in (numbers[:_NUMBER], numbers[_NUMBER:]))
    return Copied(marked & ~_DIGEST, recipient_id, bool(marked & _DIGEST))


def _covered(numbers: bytes, signature: bytes) -> bytes:
    """Hide the numbers, or show hidden ones."""
    cover = digest(_HIDDEN, signature)[: len(numbers)]
    return (int.from_bytes(numbers, "big") ^ int.from_bytes(cover, "big")).to_bytes(len(numbers), "big")


@cache
def _host(sender: str) -> str:
    """Mail comes back to the host of the portal's own address: it takes mail already, and may send from there."""
    return envelope_address(parseaddr(sender)[1]).rpartition("@")[2]
