"""Reads of seats."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from exchanges.choices import VisitState
from unions.models import Organisation

CONTACTS_FOR = timedelta(days=30)


class ParticipantQuerySet(models.QuerySet[Any]):
    """Who takes part: one's own seat, and the seats that one's union gives."""

    def visible_to(self, user: Any) -> "ParticipantQuerySet":
        """One's own seats."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def held_by(self, user: Any) -> "ParticipantQuerySet":
        """The seats by which a person takes part, as long as the network admits the union that gave them."""
        return self.visible_to(user).filter(organisation__in=Organisation.objects.members())

    def editable_by(self, user: Any) -> "ParticipantQuerySet":
        """The seats that one's own unions give."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def valid(self, at: datetime) -> "ParticipantQuerySet":
        """Seats whose link still waits for somebody."""
        return self.exclude(token_hash="").filter(token_expires_at__gt=at, user__isnull=True)

    def for_visit_page(self) -> "ParticipantQuerySet":
        """With union, person and report."""
        return self.select_related("organisation", "user", "report")

    def with_contact_to_forget(self, at: datetime) -> "ParticipantQuerySet":
        """Those with an emergency contact whose visit is thirty days over, or was cancelled so long ago."""
        before = at - CONTACTS_FOR
        over = Q(visit__until_on__lt=before.date()) | Q(visit__state=VisitState.CANCELLED, visit__changed_at__lt=before)
        return self.filter(over).exclude(emergency_contact="")

    def with_dead_link(self, at: datetime) -> "ParticipantQuerySet":
        """Those whose link nobody used in time."""
        return self.exclude(token_hash="").filter(token_expires_at__lte=at)
