"""Reads of the ways to a recipient."""

from typing import Any

from django.db import models


class OwnChannelQuerySet(models.QuerySet[Any]):
    """Devices and chats; seen only by whose they are."""

    def visible_to(self, user: Any) -> "OwnChannelQuerySet":
        """A person's own."""
        return self.filter(recipient__user=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def in_use(self) -> "OwnChannelQuerySet":
        """Those that have not refused for good."""
        return self.filter(suspended_at__isnull=True)
