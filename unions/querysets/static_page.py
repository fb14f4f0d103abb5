"""Reads of the pages about the portal."""

from typing import Any

from django.db import models


class StaticPageQuerySet(models.QuerySet[Any]):
    """Pages about the portal are for everyone."""

    def visible_to(self, user: Any) -> "StaticPageQuerySet":
        """All of them."""
        return self.all()
