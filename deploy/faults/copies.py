"""What servers outside were given: a copy of a mail, of a digest, or of a message to a device."""

import email
import email.policy
import re
import time
from dataclasses import dataclass, replace

HEADER = re.compile(rb"^(Message-ID|Content-Language|Topic):\s*(\S+)", re.IGNORECASE | re.MULTILINE)
REQUEST = re.compile(r"/requests/(\w+)/")
MAIL, DIGEST, PUSH = "mail", "digest", "push"  # as the rows have them


@dataclass(frozen=True)
class Copy:
    """One message that was taken: the server answered for it, or cut the line after it had it.

    That of a device has a topic for its `message_id`, and says nothing of its language to whoever carries it. `names`
    are the requests of which a digest tells, by their public ids.
    """

    address: str
    message_id: str
    language: str
    at: float  # by time.monotonic
    channel: str = MAIL
    names: frozenset[str] = frozenset()


def of_mail(sender: str, address: str, body: bytes) -> Copy:
    """Return the copy of a mail; the way back says whether it is a digest."""
    from unions.mail import returned

    found = _headers(body)
    copy = Copy(address, found.get(b"message-id", ""), found.get(b"content-language", ""), time.monotonic())
    back = returned(sender)
    return replace(copy, channel=DIGEST, names=_named(body)) if back is not None and back.is_digest else copy


def of_push(address: str, head: bytes) -> Copy:
    """Return the copy of a message to a device."""
    return Copy(address, _headers(head).get(b"topic", ""), "", time.monotonic(), PUSH)


def _headers(text: bytes) -> dict[bytes, str]:
    head = text.partition(b"\r\n\r\n")[0]
    return {name.lower(): value.decode() for name, value in HEADER.findall(head)}


def _named(body: bytes) -> frozenset[str]:
    text = email.message_from_bytes(body, policy=email.policy.default).get_body(("plain",))
    return frozenset(REQUEST.findall(text.get_content() if text else ""))
