"""The portal's own addresses: where it writes from, and what it takes mail for."""

from email.utils import parseaddr
from functools import cache

from django.conf import settings

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.verp import BOX as BOUNCES

ANSWERS = "answer"
COMPLAINTS = "complaints"


def own_address() -> str:
    """Return the address that the portal writes from, in small letters."""
    return _address_in(settings.DEFAULT_FROM_EMAIL)


def host() -> str:
    """Return the host at which mail comes in."""
    return own_address().rpartition("@")[2]


def takes(address: str) -> bool:
    """Whether mail for this address is ours to read; whether its token is good, is another question."""
    try:
        box, _at, domain = envelope_address(address).lower().rpartition("@")
    except Unsendable:
        return False
    name, plus, _token = box.partition("+")
    return domain == host() and (box == COMPLAINTS or (name in {BOUNCES, ANSWERS} and bool(plus)))


def is_for_complaints(address: str) -> bool:
    """Whether complaints are reported to this address; it needs no token, for the complaint holds one."""
    return address.partition("@")[0].lower() == COMPLAINTS


@cache
def _address_in(sender: str) -> str:
    return envelope_address(parseaddr(sender)[1]).lower()
