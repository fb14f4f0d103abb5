"""Reads of actions and of what is reported of them."""

from typing import Any

from django.db import models
from django.db.models import F, Prefetch, Q

from campaigns.choices import ActionStatus, Visibility
from unions.models import Organisation
from unions.permissions import is_network_member


class ActionQuerySet(models.QuerySet[Any]):
    """Actions, by who may see them."""

    def visible_to(self, user: Any) -> "ActionQuerySet":
        """Public history; actions of the campaigns that this reader may open, those for the network to its members."""
        campaigns = self.model._meta.get_field("campaign").related_model.objects
        of_campaigns = Q(campaign__in=campaigns.visible_to(user))
        if not is_network_member(user):
            of_campaigns &= Q(visibility=Visibility.PUBLIC)
        return self.filter(Q(campaign__isnull=True) | of_campaigns)

    def editable_by(self, user: Any) -> "ActionQuerySet":
        """Those that an organisation of this person's hosts, and all of the campaigns that it convenes."""
        campaigns = self.model._meta.get_field("campaign").related_model.objects
        own = Q(host__in=Organisation.objects.staffed_by(user), campaign__in=campaigns.visible_to(user))
        return self.filter(own | Q(campaign__in=campaigns.editable_by(user)))

    def history(self) -> "ActionQuerySet":
        """Those that lists of others report, the latest first."""
        return self.filter(campaign__isnull=True).order_by("-on", "-pk")

    def taking_place(self) -> "ActionQuerySet":
        """All but those that were cancelled."""
        return self.exclude(status=ActionStatus.CANCELLED)

    def for_page(self, reader: Any) -> "ActionQuerySet":
        """With hosts and reports, by country, town and day; five queries.

        A union whose own page this reader may not open is named neither as host nor as source.
        """
        named = Organisation.objects.visible_to(reader)
        return (
            self.select_related("campaign", "day")
            .prefetch_related(Prefetch("host", named), "reports", Prefetch("reports__organisation", named), "employers")
            .order_by(F("country").asc(), F("city").asc(), "on", "starts_at", "pk")
        )


class ActionReportQuerySet(models.QuerySet[Any]):
    """What sources say of actions."""

    def visible_to(self, user: Any) -> "ActionReportQuerySet":
        """Those of the actions that this reader may see."""
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.visible_to(user))
