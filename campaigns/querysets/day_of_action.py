"""Reads of days of action."""

from typing import Any

from django.db import models


class DayOfActionQuerySet(models.QuerySet[Any]):
    """Days to which campaigns call."""

    def visible_to(self, user: Any) -> "DayOfActionQuerySet":
        """Those of the campaigns that this reader may open."""
        campaigns = self.model._meta.get_field("campaign").related_model.objects
        return self.filter(campaign__in=campaigns.visible_to(user))
