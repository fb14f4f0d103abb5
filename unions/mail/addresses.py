"""Addresses as a mail server takes them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from unions.validators import HIDDEN

# What most addresses look like, and needs no closer look.
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(\.[a-z0-9_+-]+){0,9}@([a-z0-9]{1,30}(-[a-z0-9]{1,30}){0,1}\.){1,4}[a-z]{2,30}", re.IGNORECASE
)
LONGEST = 254


class Unsendable(ValueError):
    """This is no mail address."""


def envelope_address(address: str) -> str:
    """Return the address with its domain in ASCII; the local part may need SMTPUTF8. Raises Unsendable."""
    if len(address) <= LONGEST and _PLAIN.fullmatch(address):
        return address
    local, _at, domain = address.rpartition("@")
    try:
        written = f"{local}@{domain.encode('idna').decode()}"
        validate_email(f"{_ascii_only(local)}@{written.rpartition('@')[2]}")
    except (UnicodeError, ValidationError) as error:
        raise Unsendable from error
    if any(unicodedata.category(character) in HIDDEN or character.isspace() for character in written):
        raise Unsendable
    return written


def _ascii_only(local: str) -> str:
    """Letters of other scripts stand for letters: their spelling is the server's business."""
    return "".join(character if character.isascii() else "x" for character in local)
