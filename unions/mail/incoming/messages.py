"""A mail taken apart: its heads and its parts, however badly it was made."""

import contextlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from functools import cached_property
from typing import Any, TypeAlias

LARGEST = 2_000_000  # bytes; a returned mail may hold all of ours
MOST_LINES = 50_000
LONGEST_LINE = 2_100  # bytes; more than double of what mail allows
# Python's parser looks for each boundary in every line, and takes very long over a header of many parts.
MOST_BOUNDARIES = 40
LONGEST_FOLDED = 50_000  # bytes of one header
LONGEST_TYPE = 2_000  # bytes of a Content-Type behind its first line; the time it takes grows with their square
MOST_PARTS = 100
LONGEST_HEADER = 2_000
# Where mail servers write for whom it was before they put it into a folder, the surest first.
DELIVERED_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "To", "Cc")
MOST_ADDRESSES = 20

Mail: TypeAlias = "Message[str, str]"


class Unreadable(ValueError):
    """It is larger, longer or nested deeper than any mail that a person or a server sends."""


class Arrived:
    """A mail as it came, which is taken apart once, and not before somebody looks into it."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    @property
    def mail(self) -> Mail:
        """The mail. Raises Unreadable."""
        if self._mail is None:
            raise Unreadable
        return self._mail

    @cached_property
    def _mail(self) -> "Mail | None":
        try:
            return taken_apart(self._raw)
        except Unreadable:
            return None


def taken_apart(raw: bytes) -> Mail:
    """Return the mail. Raises Unreadable."""
    if _is_monstrous(raw):
        raise Unreadable
    try:
        return message_from_bytes(raw, policy=policy.compat32)
    except RecursionError as error:
        raise Unreadable from error


def header(mail: Mail, name: str) -> str:
    """Return a header as one line of text, an empty one where it is missing."""
    value = str(mail.get(name, ""))[:LONGEST_HEADER]
    with contextlib.suppress(LookupError, ValueError, HeaderParseError):  # no such charset, or no such letters in it
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def addresses_of(mail: Mail, names: tuple[str, ...] = DELIVERED_TO) -> list[str]:
    """Return for whom a mail is by its own account; whoever wrote it may have written that as well."""
    values = [str(value)[:LONGEST_HEADER] for name in names for value in mail.get_all(name, [])[:MOST_ADDRESSES]]
    return [address for _name, address in getaddresses(values) if address][:MOST_ADDRESSES]


def parts_of(mail: Mail) -> Iterator[Mail]:
    """Yield the parts that are not made of parts, in their order; a mail inside of this one is one part."""
    waiting = [mail]
    for _number in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(_inside(part)))
        else:
            yield part


def heads_inside(part: Mail) -> list[Mail]:
    """Return the blocks of heads that a part of a report holds: of a delivery, a complaint, or the mail it is about."""
    if part.is_multipart():
        return [block for inner in _inside(part) for block in (inner, *_further_blocks(inner))]
    return [message_from_bytes(text_bytes(part), policy=policy.compat32)]


def text_bytes(part: Mail) -> bytes:
    """Return what a part holds, decoded from what mail can carry."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _is_monstrous(raw: bytes) -> bool:
    """Whether it would take too long to take this apart."""
    lines = raw[: LARGEST + 1].split(b"\n")
    if len(raw) > LARGEST or len(lines) > MOST_LINES or raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        return True
    folded, most = 0, LONGEST_FOLDED
    for line in lines:
        folded = folded + len(line) if line[:1] in {b" ", b"\t"} else 0
        if b"content-type:" in line.lower():  # anywhere: Python's parser ends lines at other places as well
            most = LONGEST_TYPE
        elif not folded:
            most = LONGEST_FOLDED
        if folded > most or len(line) > LONGEST_LINE:
            return True
    return False


def _inside(part: Mail) -> list[Mail]:
    payload: Any = part.get_payload()
    return [inner for inner in payload[:MOST_PARTS] if isinstance(inner, Message)]


def _further_blocks(inner: Mail) -> list[Mail]:
    """Of an international report, which Python's parser takes for a mail with one block of heads and a body."""
    blocks = [] if inner.is_multipart() else text_bytes(inner)[:LARGEST].replace(b"\r\n", b"\n").split(b"\n\n")
    return [message_from_bytes(block, policy=policy.compat32) for block in blocks[:MOST_PARTS] if block.strip()]
