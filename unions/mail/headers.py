"""What stands at the head of a mail, safe whatever a person typed."""

import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from email.generator import BytesGenerator
from email.header import Header
from email.utils import formataddr, make_msgid
from io import BytesIO

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.signing import digest
from unions.validators import HIDDEN

# They shape letters and directions and end no line.
HARMLESS = {"\u200c", "\u200d", "\u200e", "\u200f", "\u2068", "\u2069"}
LONGEST_LINE = 250
ENCODED_WORD = "=?"


def one_line(text: str) -> str:
    """Return a text as one line without hidden characters, short enough for a subject."""
    visible = "".join(" " if _is_hidden(character) else character for character in text)
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"


def on_the_wire(message: EmailMessage) -> bytes:
    """Return a message as it is handed over; no header is folded where only an encoded word may be.

    What looks like an encoded word in a subject (RFC 2047) is encoded itself: nobody hides a line end in a name.
    """
    written, built = BytesIO(), message.message()
    if ENCODED_WORD in message.subject:
        built.replace_header("Subject", Header(str(message.subject), "utf-8").encode())
    BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(built, linesep="\r\n")
    return _with_plain_addresses(written.getvalue(), message.to)


def message_id(*parts: object) -> str:
    """Return the Message-ID of these parts: the same for the same, guessable by nobody, silent about the machine."""
    signature = digest("unions.mail.message_id", "\n".join(map(str, parts)).encode()).hex()
    return f"<{signature[:40]}@{settings.SITE_HOST}>"


def list_headers(language: str, way_out: str) -> dict[str, str]:
    """Return what says that a mail is news from a list, and how to end it (RFC 2369, RFC 8058).

    None of them names the kind of news: whoever carries the mail reads them.
    """
    return {
        "Content-Language": language,
        "List-Id": _list_id(),
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Feedback-ID": f"alerts:{settings.SITE_HOST}",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def fresh_message_id() -> str:
    """Return a Message-ID for a mail that is written once, silent about the machine."""
    return make_msgid(domain=settings.SITE_HOST)


def _list_id() -> str:
    """Return what names the list of all news; its name may be in any script, its id is plain (RFC 2919)."""
    return formataddr((one_line(settings.SITE_NAME), f"alerts.{settings.SITE_HOST}"))


def _with_plain_addresses(message: bytes, addresses: Iterable[str]) -> bytes:
    """Write addresses in letters of all scripts as they are (RFC 6532): no server takes an encoded word in one."""
    for address in addresses:
        if not address.rpartition("@")[0].isascii():
            with suppress(Unsendable):
                plain = envelope_address(address).encode()
                message = message.replace(sanitize_address(address, "utf-8").encode(), plain, 1)
    return message


def _is_hidden(character: str) -> bool:
    return character not in HARMLESS and unicodedata.category(character) in HIDDEN
