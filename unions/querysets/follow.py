"""Reads of follows."""

from typing import Any

from django.db import models


class FollowQuerySet(models.QuerySet[Any]):
    """What people follow; seen only by themselves."""

    def visible_to(self, user: Any) -> "FollowQuerySet":
        """A person's own follows."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    editable_by = visible_to
