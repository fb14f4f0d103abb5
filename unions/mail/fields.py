"""A prepared message taken apart again, into the fields that a provider's API asks for."""

from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage as Written
from typing import Any

from django.core.mail import EmailMultiAlternatives

from unions.mail.pipelining import Copy

# They have fields of their own, or the provider writes them; all others go as they are.
FIELDS = {"from", "to", "subject", "reply-to", "date", "mime-version", "content-type", "content-transfer-encoding"}
COPY = "copy"  # what the way back of a copy is called in what the provider repeats in its reports


def in_fields(copy: Copy, headers: Mapping[str, str]) -> EmailMultiAlternatives:
    """Return a message to one reader as anymail takes it, with these heads besides its own; nobody counts who opens it.

    No provider lets us choose the whole envelope sender. So the token of the way back travels beside the message.
    """
    written: Any = message_from_bytes(copy.message, policy=policy.default)
    own = {name: str(value) for name, value in written.items() if name.lower() not in FIELDS}
    message: Any = EmailMultiAlternatives(
        str(written["Subject"]),
        _text(written, "plain"),
        from_email=_addresses(written, "From")[0],
        to=[copy.address],
        reply_to=_addresses(written, "Reply-To"),
        headers=own | dict(headers),
    )
    html = _text(written, "html")
    if html:
        message.attach_alternative(html, "text/html")
    message.track_opens = message.track_clicks = False
    if copy.sender:
        message.metadata = {COPY: copy.sender.partition("@")[0]}
    sendable: EmailMultiAlternatives = message
    return sendable


def _text(written: Written, kind: str) -> str:
    part: Any = written.get_body(preferencelist=(kind,))
    return part.get_content().replace("\r\n", "\n") if part else ""


def _addresses(written: Any, name: str) -> list[str]:
    """Return addresses with their names quoted where that is needed, in letters of all scripts."""
    return [str(address) for address in written[name].addresses] if name in written else []
