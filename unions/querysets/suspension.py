"""Reads of suspensions."""

from typing import Any

from django.db import models

from unions.choices import NetworkRoleKind

READERS = (NetworkRoleKind.NETWORK_ADMIN, NetworkRoleKind.AUDITOR)


class SuspensionQuerySet(models.QuerySet[Any]):
    """What the network decided about its members; read by network admins and auditors."""

    def visible_to(self, user: Any) -> "SuspensionQuerySet":
        """All of them, for those with the duty."""
        if not user.is_authenticated or not user.network_roles.in_force().filter(kind__in=READERS).exists():
            return self.none()
        return self.all()

    def in_force(self) -> "SuspensionQuerySet":
        """Those that stand now."""
        return self.filter(ended_at__isnull=True)

    def for_list(self) -> "SuspensionQuerySet":
        """With what a list shows, the latest decision first."""
        return self.select_related("organisation", "decided_by", "ended_by").order_by("-decided_at", "-pk")
