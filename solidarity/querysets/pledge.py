"""Reads of pledges."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from solidarity.choices import HOLDING_PLEDGE_STATES, OPEN_PLEDGE_STATES, PledgeState
from unions.models import Organisation


class PledgeQuerySet(models.QuerySet[Any]):
    """Pledges: seen by who made them; the asker sees them without names."""

    def visible_to(self, user: Any) -> "PledgeQuerySet":
        """A person's own, and those of the organisations that they speak for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(organisation__in=Organisation.objects.staffed_by(user)))

    editable_by = visible_to

    def received_by(self, user: Any) -> "PledgeQuerySet":
        """Those made to requests of the organisations that this person speaks for."""
        return self.filter(need__solidarity_request__organisation__in=Organisation.objects.staffed_by(user))

    def open(self) -> "PledgeQuerySet":
        """Promised or under way."""
        return self.filter(state__in=OPEN_PLEDGE_STATES)

    def holding(self) -> "PledgeQuerySet":
        """Those that take a place: open, delivered or confirmed."""
        return self.filter(state__in=HOLDING_PLEDGE_STATES)

    def to_confirm(self) -> "PledgeQuerySet":
        """Delivered, and waiting for the asker to say what arrived."""
        return self.filter(state=PledgeState.DELIVERED)


class GuestPledgeQuerySet(models.QuerySet[Any]):
    """Unconfirmed pledges of visitors."""

    def valid(self, at: datetime) -> "GuestPledgeQuerySet":
        """Those whose link still works."""
        return self.filter(expires_at__gt=at)

    def expired(self, at: datetime) -> "GuestPledgeQuerySet":
        """Those that have died."""
        return self.filter(expires_at__lte=at)
