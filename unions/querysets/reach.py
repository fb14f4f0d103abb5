"""Reads of the ways to a recipient."""

from typing import Any

from django.db import models


class OwnChannelQuerySet(models.QuerySet[Any]):
    """Devices and chats; seen only by whose they are."""

    def visible_to(self, user: Any) -> "OwnChannelQuerySet":
        """A person's own."""
        return self.filter(recipient__user=user) if user.is_authenticated else self.none()

    def editable_by(self, user: Any) -> "OwnChannelQuerySet":
        """The same: nobody else touches them."""
        return self.visible_to(user)

    def in_use(self) -> "OwnChannelQuerySet":
        """Those that have shown whose they are and have not refused for good."""
        return self.filter(suspended_at__isnull=True, code="")

    def suspended(self) -> "OwnChannelQuerySet":
        """Those that have refused for good."""
        return self.filter(suspended_at__isnull=False)

    def for_page(self) -> "OwnChannelQuerySet":
        """In the order of their setting up."""
        return self.order_by("made_at", "pk")
