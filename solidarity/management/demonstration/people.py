"""The people of the demonstration: handles are birds, trees and herbs; nobody is meant."""

import hashlib
import hmac
from base64 import b32encode
from typing import NamedTuple

from django.conf import settings


class Person(NamedTuple):
    """Somebody that one can sign in as."""

    handle: str
    language: str
    zone: str
    organisation: str
    role: str
    duties: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where the demonstration's mail goes: caught by its mailbox."""
        return f"{self.handle}@demo.example"

    @property
    def password(self) -> str:
        """A password of this installation alone."""
        return "-".join(_secret(f"password {self.handle}").hex()[start : start + 4] for start in (0, 4, 8, 12))

    @property
    def totp_secret(self) -> str:
        """The secret of the second factor, base32; an ordinary one: the product has no way round it."""
        return b32encode(_secret(f"second factor {self.handle}")[:20]).decode()


def _secret(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"demonstration {purpose}".encode(), hashlib.sha256).digest()


PEOPLE = (
    Person("heron", "en", "Europe/Berlin", "verdi", "union_admin", ("network_admin", "auditor")),
    Person("linden", "en", "Europe/Berlin", "verdi", "member", (), ("country:BD", "sector:warehousing")),
    Person("birch", "en", "Europe/Berlin", "igmetall", "union_staff"),
    Person("kestrel", "en", "Europe/Berlin", "wolfsburg", "union_staff"),
    Person("mistral", "fr", "Europe/Paris", "solidaires", "union_admin", ("network_admin",)),
    Person("thyme", "fr", "Europe/Paris", "solidaires", "member", (), ("country:CN", "need_kind:protest_letter")),
    Person("sorrel", "fr", "Europe/Paris", "cgt", "union_staff"),
    Person("lavender", "fr", "Europe/Paris", "cgt", "member", (), ("sector:garment", "language:ar")),
    Person("cypress", "en", "Europe/Rome", "fiom", "union_staff"),
    Person("oriole", "en", "America/New_York", "ue", "union_admin", ("reviewer",)),
    Person("maple", "en", "America/New_York", "ue", "member", (), ("country:MX", "need_kind:translation")),
    Person("cedar", "en", "America/New_York", "cwa", "union_staff"),
    Person("agave", "es", "America/Mexico_City", "fat", "union_admin", ("network_admin",)),
    Person("cardon", "es", "America/Mexico_City", "fat", "member", (), ("country:DE", "sector:warehousing")),
    Person("quetzal", "es", "America/Mexico_City", "strm", "union_staff"),
    Person("tamarack", "fr", "America/Toronto", "csn", "union_staff"),
    Person("shapla", "en", "Asia/Dhaka", "ngwf", "union_admin"),
    Person("jasmine", "en", "Asia/Dhaka", "ngwf", "member", (), ("sector:garment",)),
    Person("doel", "en", "Asia/Dhaka", "ibc", "union_admin"),
    Person("neem", "en", "Asia/Kolkata", "amazon_india", "union_staff"),
    Person("crane", "en", "Asia/Tokyo", "zenroren", "union_admin", ("safeguarding",)),
    Person("olive", "ar", "Africa/Tunis", "ugtt", "union_admin", ("reviewer",)),
    Person("almond", "ar", "Africa/Tunis", "ugtt", "member", (), ("sector:telecom_it", "country:MX", "country:BD")),
)
FOUNDING = {"heron", "mistral", "oriole", "agave", "olive", "crane"}
