"""Reads of demands."""

from typing import Any

from django.db import models
from django.db.models import Prefetch

from campaigns.choices import DemandStatus


class DemandQuerySet(models.QuerySet[Any]):
    """What campaigns want."""

    def visible_to(self, user: Any) -> "DemandQuerySet":
        """Those of the campaigns that this reader may open."""
        campaigns = self.model._meta.get_field("campaign").related_model.objects
        return self.filter(campaign__in=campaigns.visible_to(user))

    def standing(self) -> "DemandQuerySet":
        """Those that are still made."""
        return self.exclude(status=DemandStatus.WITHDRAWN)

    def for_page(self, organisations: Any) -> "DemandQuerySet":
        """With those of these unions that made them their own; two queries."""
        adoptions = self.model._meta.get_field("adoptions").related_model.objects
        admitted = adoptions.filter(organisation__in=organisations).select_related("organisation")
        return self.prefetch_related(Prefetch("adoptions", admitted.order_by("adopted_at", "pk"), to_attr="adopters"))
