"""Reads of agendas."""

from typing import Any

from django.db import models
from django.db.models import Q

from unions.models import Organisation


class ItineraryItemQuerySet(models.QuerySet[Any]):
    """Lines of agendas."""

    def editable_by(self, user: Any) -> "ItineraryItemQuerySet":
        """Those of visits of one's own unions."""
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(visit__host__in=own) | Q(visit__guest__in=own))

    def public(self) -> "ItineraryItemQuerySet":
        """Those that everyone may read of once the visit is over."""
        return self.filter(is_public=True)
