"""What stands for a piece of news in the addresses of one person's inbox: no number, and nothing to anybody else."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.utils.crypto import salted_hmac

WIDTH = 8  # bytes of a key of the database
LENGTH = 32  # characters


def sealed(announcement_id: int, recipient_id: int) -> str:
    """Return the same 32 characters for the same news and person, always; only they open it."""
    written = _cipher().encrypt(announcement_id.to_bytes(WIDTH, "big"), [recipient_id.to_bytes(WIDTH, "big")])
    return urlsafe_b64encode(written).decode()


def unsealed(token: str, recipient_id: int) -> int | None:
    """Return which piece of news this is to this person; None where it was made up, or made for somebody else."""
    try:
        written = urlsafe_b64decode(token.encode()) if len(token) == LENGTH else b""
        return int.from_bytes(_cipher().decrypt(written, [recipient_id.to_bytes(WIDTH, "big")]), "big")
    except (binascii.Error, InvalidTag):
        return None


def _cipher() -> AESSIV:
    """AES-SIV (RFC 5297): the same key and text may meet as often as they like."""
    return AESSIV(salted_hmac("solidarity.alerts.sealing", "", algorithm="sha512").digest())
