"""Sessions with the mail server: a reply for each message, and no waiting without end."""

import contextlib
import math
import smtplib
import socket
import ssl
import time
from collections import deque
from collections.abc import Sequence
from email.utils import parseaddr
from itertools import cycle

from django.conf import settings

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.bodies import Body
from unions.mail.pipelining import Conversation, Copy
from unions.mail.replies import Outcome, Reply, Unreachable

__all__ = ["Outcome", "Reply", "Session", "Unreachable"]

COPIES = 3  # messages for which a further session is worth its opening
AFTER_SILENCE = 1.0  # seconds
WIND_UP = 60.0  # seconds for what was begun in time; what is still open then is given up


class Session:
    """Sessions that are opened when they are first needed, and again after one was cut: further ones for many messages.

    They take turns, so that none of them waits for the server while another has something to say.
    """

    def __init__(self) -> None:
        self._conversations: list[Conversation] = []
        self._most = settings.MAIL_SESSIONS
        self._sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def open(self) -> None:
        """Open a session now, for who only wants to know. Raises Unreachable; its cause says why."""
        self._opened()

    @property
    def takes_8bit(self) -> bool:
        """Whether messages may hold letters outside ASCII as they are. Raises Unreachable."""
        return self._offers("8bitmime")

    def hand_over(self, address: str, message: bytes, *, sender: str = "") -> Reply:
        """Hand one message over to one address. Raises Unreachable where there is no server to take it."""
        try:
            copy = Copy(sender or self._sender, envelope_address(address), Body.of(message))
        except Unsendable:
            return Reply(Outcome.HARD)
        return self.hand_over_all([copy], math.inf)[0] or Reply(Outcome.LATER)

    def hand_over_all(self, copies: Sequence[Copy], until: float) -> list[Reply | None]:
        """Hand these over, beginning none after this moment of the monotonic clock; None for what certainly never left.

        However slowly the server speaks, none leaves later than `WIND_UP` after it, and nothing is waited for then.
        Raises Unreachable where there is no server to take any of them.
        """
        said: dict[int, Reply] = {}
        waiting, cut = deque(range(len(copies))), set[int]()
        while waiting and time.monotonic() <= until:
            try:
                begun = self._begin_all(copies, waiting, until, said)
            except Unreachable:
                if not said:
                    raise
                break
            # A session that was silent for long may have ended without a word; what is cut twice waits.
            cut_now = self._end_turn(said)
            said.update((place, Reply(Outcome.LATER)) for place in cut_now & cut)
            cut |= cut_now
            waiting.extendleft(place for place in reversed(begun) if place not in said)
        return [said.get(place) for place in range(len(copies))]

    def _begin_all(
        self, copies: Sequence[Copy], waiting: deque[int], until: float, said: dict[int, Reply]
    ) -> list[int]:
        """Begin with what waits, in turn on each session, until one of them is over; return what was begun."""
        begun: list[int] = []
        opened = self._opened(len(waiting) // COPIES)
        for conversation in self._conversations:
            conversation.ends = until + WIND_UP
        for conversation in cycle(opened):
            if not waiting or time.monotonic() > until:
                break
            place = waiting.popleft()
            if copies[place].address.isascii() or self._offers("smtputf8"):
                begun.append(place)
                conversation.begin(place, copies[place])
            else:
                said[place] = Reply(Outcome.REFUSED)
            if conversation.is_over:
                break
        return begun

    def _end_turn(self, said: dict[int, Reply]) -> set[int]:
        """Hear what is still to be said, let go of sessions that are over, and return whose envelopes that cut.

        While one session stayed silent all others have waited as long.
        """
        conversations = self._conversations
        for conversation in 2 * conversations:
            if any(each.is_silent for each in conversations) and not conversation.is_over:
                conversation.wait_at_most(AFTER_SILENCE)
            conversation.go_on()
        self._conversations = [each for each in conversations if not each.is_over]
        for conversation in conversations:
            said.update(conversation.replies)
            conversation.replies.clear()
            if conversation.is_over:
                conversation.server.close()
            else:
                conversation.wait_at_most(settings.EMAIL_TIMEOUT)
        return {each.announced for each in conversations if each.is_over and each.announced is not None}

    def _offers(self, extension: str) -> bool:
        return self._opened()[0].server.has_extn(extension)

    def _opened(self, wanted: int = 1) -> list[Conversation]:
        """Return so many sessions, as far as the server gives them; at least one. Raises Unreachable."""
        wanted = max(1, min(wanted, self._most))
        while len(self._conversations) < wanted:
            try:
                self._conversations.append(Conversation(_open(), settings.EMAIL_TIMEOUT))
            except (smtplib.SMTPException, OSError) as error:
                if not self._conversations:
                    raise Unreachable from error
                self._most = wanted = len(self._conversations)
        return self._conversations[:wanted]

    def close(self) -> None:
        """End the sessions, politely where the line still holds."""
        conversations, self._conversations = self._conversations, []
        for conversation in conversations:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                conversation.server.quit()
            conversation.server.close()


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
