"""Signatures for links and heads of mails: those of Django's salted_hmac, begun once for each purpose."""

import hashlib
import hmac
from functools import cache

from django.conf import settings


def digest(purpose: str, value: bytes) -> bytes:
    """Return 32 bytes that only this portal can make of this value, for this purpose."""
    begun_within, begun_around = _begun(purpose, settings.SECRET_KEY)
    within, around = begun_within.copy(), begun_around.copy()
    within.update(value)
    around.update(within.digest())
    return around.digest()


@cache
def _begun(purpose: str, secret: str) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """Return the two hashes of an HMAC (RFC 2104) as they are when they have taken in the key of this purpose."""
    key = hashlib.sha256(f"{purpose}{secret}".encode()).digest().ljust(hashlib.sha256().block_size, b"\0")
    return hashlib.sha256(key.translate(hmac.trans_36)), hashlib.sha256(key.translate(hmac.trans_5C))
