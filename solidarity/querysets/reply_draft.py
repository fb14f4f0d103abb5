"""Reads of answers that came by mail."""

from typing import Any

from django.db import models


class ReplyDraftQuerySet(models.QuerySet[Any]):
    """Replies that wait for a click, and what is left of those that got it."""

    def shown_to_asked(self, addressee: Any) -> "ReplyDraftQuerySet":
        """Those that wait, of the union that is asked: its staff and its contact see them, and nobody else."""
        return self.filter(addressee=addressee, settled_at__isnull=True).order_by("received_at", "pk")
