"""Reads of the outbox."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now


class AnnouncementQuerySet(models.QuerySet[Any]):
    """News on its way."""

    def due(self, at: datetime | Now) -> "AnnouncementQuerySet":
        """Those whose time has come and that are neither finished nor cancelled; urgent ones first."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True, not_before__lte=at).order_by(
            "-is_urgent", "not_before", "pk"
        )

    def about(self, model: type[models.Model]) -> "AnnouncementQuerySet":
        """News about objects of one kind."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))
