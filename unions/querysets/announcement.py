"""Reads of the outbox."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now


class AnnouncementQuerySet(models.QuerySet[Any]):
    """News on its way."""

    def due(self, at: datetime | Now) -> "AnnouncementQuerySet":
        """Those whose time has come and that are neither finished nor cancelled; urgent ones first."""
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True, not_before__lte=at).order_by(
            "-is_urgent", "not_before", "pk"
        )

    def with_digests(self) -> "AnnouncementQuerySet":
        """Adds `waits_for_digests`: whether a digest has still to tell it, however much of it is finished."""
        return self.annotate(waits_for_digests=self._gathered())

    def not_over(self) -> "AnnouncementQuerySet":
        """Those that are not finished, and those that are but for digests."""
        return self.filter(Q(finished_at__isnull=True) | self._gathered())

    def on_its_way(self) -> "AnnouncementQuerySet":
        """Those of which something may still leave, be it only by a digest: they are finished before it does."""
        return self.not_over().filter(cancelled_at__isnull=True)

    def cancel(self, at: datetime) -> int:
        """Stop what is still on its way, and return how many that were; the engine ends the copies that wait."""
        return self.on_its_way().update(cancelled_at=at, finished_at=None)

    def about(self, model: type[models.Model]) -> "AnnouncementQuerySet":
        """News about objects of one kind."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def _gathered(self) -> Exists:
        gathered = {"deliveries__channel": "digest", "deliveries__is_gathered": True}
        return Exists(self.model._default_manager.filter(pk=OuterRef("pk"), **gathered))
