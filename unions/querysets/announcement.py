"""Reads of the outbox."""

from datetime import datetime
from typing import Any

from django.db import models


class AnnouncementQuerySet(models.QuerySet[Any]):
    """News on its way."""

    def due(self, at: datetime) -> "AnnouncementQuerySet":
        """Those whose time has come and that are neither finished nor cancelled; urgent ones first."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True, not_before__lte=at).order_by(
            "-is_urgent", "not_before", "pk"
        )
