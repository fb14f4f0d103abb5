"""Reads of the nightly runs."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Max, OuterRef, Subquery, Sum

from unions.choices import NetworkRoleKind

A_MONTH = timedelta(days=30)


class RetentionRunQuerySet(models.QuerySet[Any]):
    """Runs, for those who watch over the promises."""

    def visible_to(self, user: Any) -> "RetentionRunQuerySet":
        """All of them, to auditors and network admins."""
        watching = [NetworkRoleKind.AUDITOR, NetworkRoleKind.NETWORK_ADMIN]
        is_watching = user.is_authenticated and user.network_roles.in_force().filter(kind__in=watching).exists()
        return self.all() if is_watching else self.none()

    def by_rule(self, at: datetime) -> "models.QuerySet[Any, dict[str, Any]]":
        """One row per rule: when it ran last, what it ended then, in the last 30 days and ever."""
        same = self.model.objects.filter(rule=OuterRef("rule"))
        month = same.filter(at__gt=at - A_MONTH).order_by().values("rule").annotate(sum=Sum("ended")).values("sum")
        return (
            self.values("rule")
            .annotate(
                last=Max("at"),
                all=Sum("ended"),
                last_ended=Subquery(same.order_by("-at").values("ended")[:1]),
                month=Subquery(month),
            )
            .order_by("rule")
        )

    def last_by_rule(self) -> dict[str, datetime]:
        """Return when each rule ran last; the moment is nobody's secret."""
        return dict(self.order_by().values("rule").annotate(last=Max("at")).values_list("rule", "last"))
