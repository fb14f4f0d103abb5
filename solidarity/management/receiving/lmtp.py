"""A server for LMTP (RFC 2033): the mail server hands a mail over, and is told for each recipient what became of it."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections
from django.utils import timezone

from solidarity.actions.incoming_mails import take_for_each
from unions.mail.incoming.boxes import takes
from unions.mail.incoming.messages import LARGEST

logger = logging.getLogger(__name__)

TAKEN = "250 2.0.0 Taken"
LATER = "451 4.3.0 Not now; please come again"
NO_SUCH_BOX = "550 5.1.1 No such box"
IDLE = 60.0  # seconds
PATIENCE = 20.0  # seconds for what is in hand when the server is told to end


class Door:
    """Takes mails one at a time: what they change is small, and a flood of them waits outside."""

    def __init__(self) -> None:
        self._hand = ThreadPoolExecutor(max_workers=1)  # with a connection to the database of its own
        self.in_hand = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient that has a box here; whether its token is good is not said."""
        if not takes(address):
            return NO_SUCH_BOX
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take the mail for each recipient, and answer for each."""
        self.in_hand += 1
        try:
            replies = await asyncio.get_running_loop().run_in_executor(self._hand, _taken, envelope)
        finally:
            self.in_hand -= 1
        return "\r\n".join(replies)


def _taken(envelope: Envelope) -> list[str]:
    close_old_connections()
    raw, to = envelope.original_content or b"", envelope.rcpt_tos
    fates = take_for_each(raw, to=to, sender=envelope.mail_from, at=timezone.now())
    close_old_connections()
    if None in fates.values():
        logger.warning("mail_put_off")
    return [LATER if fates[address] is None else TAKEN for address in to]


async def serve(host: str, port: int, ready: Callable[[int], None]) -> None:
    """Listen until the process is told to end; what is in hand then is finished first."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the library's: below that it writes addresses and words
    loop, door, end = asyncio.get_running_loop(), Door(), asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, end.set)
    server = await loop.create_server(lambda: _session(door), host, port)
    ready(server.sockets[0].getsockname()[1])
    await end.wait()
    server.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while door.in_hand:
                await asyncio.sleep(0.05)


def _session(door: Door) -> LMTP:
    return LMTP(door, hostname="portal", ident="LMTP", data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=IDLE)
