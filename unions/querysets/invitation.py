"""Reads of invitations."""

from datetime import datetime
from typing import Any

from django.db import models

from unions.choices import HELD_STATES


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations, by whether they still open the door."""

    def valid(self, at: datetime) -> "InvitationQuerySet":
        """Neither used, revoked nor expired, of an organisation that has its rights."""
        waiting = self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)
        return waiting.exclude(organisation__state__in=HELD_STATES)

    def editable_by(self, user: Any) -> "InvitationQuerySet":
        """Invitations of the organisations that this person administers."""
        if not user.is_authenticated:
            return self.none()
        organisations = self.model._meta.get_field("organisation").related_model.objects.administered_by(user)
        return self.filter(organisation__in=organisations)
