"""Time-based one-time codes as RFC 6238 describes them: what an authenticator app would show."""

import base64
import hashlib
import hmac

PERIOD = 30  # seconds that a code lives
DIGITS = 6


def code(secret: str, at: float, digits: int = DIGITS) -> str:
    """Return the code for a base32 secret at a moment given in Unix seconds."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    counter = int(at // PERIOD).to_bytes(8, "big")
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def seconds_left(at: float) -> int:
    """Return for how many seconds more the current code is good."""
    return PERIOD - int(at % PERIOD)
