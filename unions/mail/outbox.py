"""Single mails go through the database: written with what caused them, handed over by the clock."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.headers import fresh_message_id, on_the_wire
from unions.models import OutgoingMail
from unions.waking import wake_by_name

logger = logging.getLogger(__name__)


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend that writes each message, encrypted, for each of its recipients."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages into the caller's transaction, but for those that no server takes; return how many."""
        for message in filter(_is_sendable, email_messages):
            self._write(message)
        transaction.on_commit(lambda: wake_by_name("unions.tasks.send_outgoing_mail"))
        return len(email_messages)

    def _write(self, message: EmailMessage) -> None:
        if not any(name.lower() == "message-id" for name in message.extra_headers):
            message.extra_headers["Message-ID"] = fresh_message_id()
        now = timezone.now()
        text = on_the_wire(message).decode()
        OutgoingMail.objects.bulk_create(
            OutgoingMail(envelope_to=address, message=text, made_at=now, not_before=now)
            for address in message.recipients()
        )


def _is_sendable(message: EmailMessage) -> bool:
    """Whether all its addresses can be written at all: whoever typed another one is told nothing of it."""
    try:
        return all(envelope_address(address) for address in message.recipients())
    except Unsendable:
        logger.warning("outgoing_mail_unsendable")
        return False
