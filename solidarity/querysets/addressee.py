"""Reads of unions that were asked."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from solidarity.choices import LIVE_STATES, OPEN_ANSWERS
from unions.models import Organisation


class AddresseeQuerySet(models.QuerySet[Any]):
    """Unions asked, with their clocks and answers."""

    def visible_to(self, user: Any) -> "AddresseeQuerySet":
        """Those of one's own organisations once told, and those one's own requests address."""
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(organisation__in=own, told_at__isnull=False) | Q(solidarity_request__organisation__in=own))

    def answerable_by(self, user: Any) -> "AddresseeQuerySet":
        """Those for which this person may answer now."""
        return self.filter(
            organisation__in=Organisation.objects.staffed_by(user),
            solidarity_request__state__in=LIVE_STATES,
            solidarity_request__organisation__in=Organisation.objects.members(),
        )

    def waiting(self) -> "AddresseeQuerySet":
        """Those that have not answered, or whose answer leaves the call open."""
        return self.filter(Q(answer="") | Q(answer__in=OPEN_ANSWERS), solidarity_request__state__in=LIVE_STATES)

    def overdue(self, at: datetime) -> "AddresseeQuerySet":
        """Waiting ones whose window has passed."""
        return self.waiting().filter(due_at__lte=at)
