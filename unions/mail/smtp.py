"""One session with the mail server: a reply for each message, and no waiting without end."""

import contextlib
import math
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.pipelining import Conversation, Copy
from unions.mail.replies import Outcome, Reply, Unreachable

__all__ = ["Outcome", "Reply", "Session", "Unreachable"]


class Session:
    """A session that opens when it is first needed, and again after it was cut."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> None:
        """Open the session now, for who only wants to know. Raises Unreachable; its cause says why."""
        self._opened()

    @property
    def takes_8bit(self) -> bool:
        """Whether messages may hold letters outside ASCII as they are. Raises Unreachable."""
        return self._opened().has_extn("8bitmime")

    def hand_over(self, address: str, message: bytes, *, sender: str = "") -> Reply:
        """Hand one message over to one address. Raises Unreachable where there is no server to take it."""
        try:
            copy = Copy(sender or self._sender, envelope_address(address), message)
        except Unsendable:
            return Reply(Outcome.HARD)
        return self._some([copy], math.inf)[0]

    def hand_over_all(self, copies: Sequence[Copy], until: float) -> list[Reply | None]:
        """Hand these over, beginning none after this moment of the monotonic clock; None for what certainly never left.

        Raises Unreachable where there is no server to take the first of them.
        """
        said: list[Reply | None] = []
        while len(said) < len(copies) and time.monotonic() <= until:
            try:
                said += self._some(copies[len(said) :], until)
            except Unreachable:
                if not said:
                    raise
                break
        return said + [None] * (len(copies) - len(said))

    def _some(self, copies: Sequence[Copy], until: float) -> list[Reply]:
        """Hand over as many as one session takes; at least one, if there is time."""
        taken = next((place for place, copy in enumerate(copies) if not self._takes(copy)), len(copies))
        if not taken:
            return [Reply(Outcome.REFUSED)]
        for _attempt in range(2):  # the server may have ended the session while nothing was said
            spoken = Conversation(self._opened()).hand_over(copies[:taken], until)
            if not spoken.is_over:
                return spoken.replies
            self._drop()
            if spoken.replies:
                return spoken.replies
        return [Reply(Outcome.LATER)]

    def _takes(self, copy: Copy) -> bool:
        return copy.address.isascii() or self._opened().has_extn("smtputf8")

    def _drop(self) -> None:
        """End a session that is no good any more, without waiting for the server."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def close(self) -> None:
        """End the session, politely where the line still holds."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _opened(self) -> smtplib.SMTP:
        if self._server is None:
            try:
                self._server = _open()
            except (smtplib.SMTPException, OSError) as error:
                raise Unreachable from error
        return self._server


def _open() -> smtplib.SMTP:
    """Open a session; where it is encrypted, only with a server whose certificate is good for its name."""
    where = (settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SITE_HOST)
    is_encrypted = settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS
    trust = ssl.create_default_context() if is_encrypted else None
    server: smtplib.SMTP
    if settings.EMAIL_USE_SSL:
        server = smtplib.SMTP_SSL(*where, timeout=settings.EMAIL_TIMEOUT, context=trust)
    else:
        server = smtplib.SMTP(*where, timeout=settings.EMAIL_TIMEOUT)
    try:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]
        server.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            server.starttls(context=trust)
            server.ehlo()
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        server.close()
        raise
    return server
