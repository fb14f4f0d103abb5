"""Reads of photos."""

from typing import Any

from django.db import models


class PhotoQuerySet(models.QuerySet[Any]):
    """Photos have a level of their own, one tighter than the request's by default."""

    def editable_by(self, user: Any) -> "PhotoQuerySet":
        """Those of the requests of one's own organisations."""
        requests = self.model._meta.get_field("solidarity_request").related_model
        return self.filter(solidarity_request__in=requests.objects.editable_by(user))
