"""Reads of answers that came by mail."""

from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac


class ReplyDraftQuerySet(models.QuerySet[Any]):
    """Replies that wait for a click, and what is left of those that got it."""

    def shown_to_writer(self, addressee: Any, writer: Any) -> "ReplyDraftQuerySet":
        """Those that wait, of a call, for the recipient who wrote them at the address they still have; of nobody else.

        An office that has another address is other people by now.
        """
        own = self.filter(addressee=addressee, recipient=writer, address_mark=address_mark(writer))
        return own.filter(settled_at__isnull=True).order_by("received_at", "pk")


def address_mark(recipient: Any) -> str:
    """Return what tells whether it is still the office that the call went to, and nothing of its address.

    Who has an account is the same person at another address.
    """
    if recipient.organisation_id is None:
        return ""
    return salted_hmac("solidarity.reply_draft.address", recipient.address, algorithm="sha256").hexdigest()[:32]
