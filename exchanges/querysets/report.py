"""Reads of reports and commitments."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Sum

from unions.models import Organisation


class ParticipantReportQuerySet(models.QuerySet[Any]):
    """What people who took part wrote."""

    def visible_to(self, user: Any) -> "ParticipantReportQuerySet":
        """One's own, and those of one's own union's seats."""
        if not user.is_authenticated:
            return self.none()
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(participant__user=user) | Q(participant__organisation__in=own))

    def shown(self) -> "ParticipantReportQuerySet":
        """Those that others may read, with the union and the role of who wrote them."""
        return self.filter(may_be_shown=True).select_related("participant__organisation").order_by("made_at", "pk")

    def totals(self) -> dict[str, int]:
        """Return how many reported, how many told of it at home, and how many people heard it."""
        told = Q(has_told=True)
        counted = self.aggregate(
            reports=Count("pk"), told=Count("pk", filter=told), reached=Sum("reached", filter=told)
        )
        return {name: value or 0 for name, value in counted.items()}


class ExchangeReportQuerySet(models.QuerySet[Any]):
    """What the two unions wrote."""

    def for_page(self) -> "ExchangeReportQuerySet":
        """With the union, in the order in which they came."""
        return self.select_related("organisation").order_by("at", "pk")


class CommitmentQuerySet(models.QuerySet[Any]):
    """What unions promised on visits."""

    def editable_by(self, user: Any) -> "CommitmentQuerySet":
        """Those of one's own unions."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def unchecked(self) -> "CommitmentQuerySet":
        """Those of which nobody has said whether they were kept."""
        return self.filter(status="")

    def to_ask(self, at: datetime) -> "CommitmentQuerySet":
        """Those whose day has come and whose union has not been asked."""
        return self.unchecked().filter(due_on__lte=at.date(), asked_at__isnull=True)

    def for_page(self) -> "CommitmentQuerySet":
        """With the union that promised, the next first; those that were kept come last."""
        return self.select_related("organisation").order_by(F("checked_at").asc(nulls_first=True), "due_on", "pk")
