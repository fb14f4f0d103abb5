"""Mail: its headers, its links, the way to the server, and the outbox of single mails."""

from unions.mail.bodies import Body
from unions.mail.carriers import Carrier, carrier
from unions.mail.headers import list_headers, message_id, on_the_wire, one_line
from unions.mail.masters import Master
from unions.mail.outbox import OutboxBackend
from unions.mail.pipelining import Copy
from unions.mail.replies import Outcome, Reply, Unreachable
from unions.mail.smtp import Session
from unions.mail.unsubscribing import unsubscribe_url, unsubscriber
from unions.mail.verp import Copied, return_path, returned

__all__ = [
    "Body",
    "Carrier",
    "Copied",
    "Copy",
    "Master",
    "OutboxBackend",
    "Outcome",
    "Reply",
    "Session",
    "Unreachable",
    "carrier",
    "list_headers",
    "message_id",
    "on_the_wire",
    "one_line",
    "return_path",
    "returned",
    "unsubscribe_url",
    "unsubscriber",
]
