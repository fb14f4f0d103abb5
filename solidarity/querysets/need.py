"""Reads of needs."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from solidarity.choices import PledgeState
from unions.choices import WhoMay


class NeedQuerySet(models.QuerySet[Any]):
    """Needs, with the three honest numbers: promised, under way, arrived of N."""

    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Those of the requests that this reader may see."""
        requests = self.model._meta.get_field("solidarity_request").related_model
        return self.filter(solidarity_request__in=requests.objects.visible_to(user))

    def with_progress(self) -> "NeedQuerySet":
        """Adds `promised`, `under_way` and `arrived`, each in the unit of the need."""
        return self.annotate(
            promised=F("taken"),
            under_way=self._sum_of_pledges(Q(state__in=[PledgeState.UNDER_WAY, PledgeState.DELIVERED])),
            arrived=self._sum_of_arrivals(),
        )

    def still_wanted(self, on: date) -> "NeedQuerySet":
        """Those whose date has not passed and whose quantity has not wholly arrived."""
        return self.with_progress().filter(wanted_by__gte=on, arrived__lt=F("quantity"))

    def for_people(self) -> "NeedQuerySet":
        """Those that one person can help with."""
        return self.filter(who_may__in=[WhoMay.PERSON, WhoMay.BOTH])

    def _sum_of_pledges(self, condition: Q) -> Coalesce:
        pledges = self.model._meta.get_field("pledges").related_model
        rows = pledges.objects.filter(condition, need=OuterRef("pk")).order_by().values("need")
        total = rows.annotate(total=Sum("quantity")).values("total")
        return Coalesce(Subquery(total, output_field=IntegerField()), 0)

    def _sum_of_arrivals(self) -> Coalesce:
        pledges = self.model._meta.get_field("pledges").related_model
        deliveries = pledges._meta.get_field("deliveries").related_model
        rows = deliveries.objects.filter(pledge__need=OuterRef("pk"), arrived__isnull=False).order_by()
        total = rows.values("pledge__need").annotate(total=Sum("arrived")).values("total")
        return Coalesce(Subquery(total, output_field=IntegerField()), 0)
