"""Devices that take push messages: what a browser hands over, and the key by which it knows us (RFC 8291, 8292)."""

import base64
import binascii
import functools
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from unions.reach.outside import Unusable, check_host

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256
LONGEST = 2_000
SECRET_BYTES = 16


def subscription(text: str) -> str:
    """Return what a browser handed over, with nothing but what is needed. Raises Unusable."""
    try:
        given: Any = json.loads(text) if len(text) <= LONGEST else None
        endpoint, keys = str(given["endpoint"]), given["keys"]
        _check_keys(str(keys["p256dh"]), str(keys["auth"]))
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _unreadable() from error
    is_test = settings.LOOPBACK_IS_PUBLIC and parts.scheme == "http"
    if (parts.scheme != "https" and not is_test) or parts.username or parts.password or not parts.path:
        raise _unreadable()
    check_host(host)
    return json.dumps({"endpoint": endpoint, "keys": {"p256dh": keys["p256dh"], "auth": keys["auth"]}})


def private_key() -> Any:
    """Return the key that signs our messages. It follows from SECRET_KEY: with another one, devices are set up anew."""
    return _key_from(settings.SECRET_KEY)


def public_key() -> str:
    """Return its public half, as a browser wants it."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


@functools.lru_cache(maxsize=2)
def _key_from(secret: str) -> Any:
    number = int.from_bytes(hmac.digest(secret.encode(), b"push messages", "sha512"), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def _check_keys(p256dh: str, auth: str) -> None:
    """Raise ValueError where the device's keys cannot be used."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(p256dh))
    if len(_bytes(auth)) != SECRET_BYTES:
        raise ValueError("The secret of a device has 16 bytes.")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("This is no base64url.") from error


def _unreadable() -> Unusable:
    return Unusable(_("The browser did not hand over what is needed. Try again, or try another browser."))
