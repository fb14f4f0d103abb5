"""Reads of proposals of duties."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models

from unions.choices import MembershipState, NetworkRoleKind

OPEN_FOR = timedelta(days=14)  # what nobody confirms in that time has lapsed


class DutyProposalQuerySet(models.QuerySet[Any]):
    """Who is proposed as network admin; seen by network admins."""

    def visible_to(self, user: Any) -> "DutyProposalQuerySet":
        """All of them, for network admins."""
        admin = NetworkRoleKind.NETWORK_ADMIN
        if not user.is_authenticated or not user.network_roles.in_force().filter(kind=admin).exists():
            return self.none()
        return self.all()

    def waiting(self, at: datetime) -> "DutyProposalQuerySet":
        """Those that nobody has decided, and that are not too old."""
        return self.filter(decided_at__isnull=True, proposed_at__gt=at - OPEN_FOR)

    def confirmable_by(self, user: Any) -> "DutyProposalQuerySet":
        """Those that this network admin may confirm: of others, and of people of other organisations than their own.

        Whoever proposed it must still be a network admin.
        """
        memberships = user.memberships.model.objects
        own = user.memberships.filter(state=MembershipState.VERIFIED).values("organisation")
        beside = memberships.verified().filter(organisation__in=own).values("user")
        roles = user.network_roles.model.objects
        admins = roles.in_force().filter(kind=NetworkRoleKind.NETWORK_ADMIN).values("user")
        others = self.visible_to(user).exclude(proposed_by=user).exclude(user=user)
        return others.filter(proposed_by__in=admins).exclude(user__in=beside).exclude(proposed_by__in=beside)
