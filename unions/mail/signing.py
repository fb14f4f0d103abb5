"""Signatures for links and heads of mails: those of Django's salted_hmac, with the key of each purpose made once."""

import hashlib
import hmac
from functools import cache

from django.conf import settings


def digest(purpose: str, value: bytes) -> bytes:
    """Return 32 bytes that only this portal can make of this value, for this purpose."""
    return hmac.digest(_key(purpose, settings.SECRET_KEY), value, "sha256")


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"{purpose}{secret}".encode()).digest()
