"""A real SMTP server for the tests: keeps what it is given, and refuses whom it is told to refuse."""

import ssl
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.local.ports import any_free


@dataclass
class SmtpServer:
    """Listens on the loopback in a thread of its own."""

    messages: list[tuple[str, str, bytes]] = field(default_factory=list)  # sender, one recipient, the message
    replies: dict[str, str] = field(default_factory=dict)  # by recipient: what to say to RCPT TO, as "550 No such box"
    port: int = field(default_factory=any_free)
    tls_context: ssl.SSLContext | None = None  # with one it offers STARTTLS
    lacks: set[str] = field(default_factory=set)  # what it does not offer, as "8BITMIME"

    def __post_init__(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, tls_context=self.tls_context)
        self.controller.start()

    def reset(self) -> None:
        """Forget messages and refusals."""
        self.messages.clear()
        self.replies.clear()

    def stop(self) -> None:
        """Stop listening."""
        self.controller.stop()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what servers offer today, PIPELINING too, which this one can do and does not say."""
        session.host_name = hostname
        offered = [responses[0], "250-PIPELINING", *responses[1:]]
        return [line for line in offered if line[4:].split()[0] not in self.lacks]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, unless a test wants a refusal."""
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one message for each recipient."""
        content = envelope.original_content or b""
        self.messages.extend((envelope.mail_from or "", recipient, content) for recipient in envelope.rcpt_tos)
        return "250 OK"
