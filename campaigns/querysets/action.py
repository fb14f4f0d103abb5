"""Reads of actions and of what is reported of them."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import CharField, DateTimeField, Exists, F, Func, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce

from campaigns.choices import COMING_STATUSES, ActionStatus, Visibility
from unions.models import Announcement, Organisation
from unions.permissions import is_network_member

NEAR = timedelta(hours=72)


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

    def coming(self) -> "ActionQuerySet":
        """Those planned or confirmed, of campaigns that act and of hosts that the network admits; past ones, too."""
        campaigns = self.model._meta.get_field("campaign").related_model.objects.planning()
        hosts = Organisation.objects.members()
        return self.filter(status__in=COMING_STATUSES, campaign__in=campaigns, host__in=hosts)

    def to_announce(self, at: datetime) -> "ActionQuerySet":
        """Those that begin within 72 hours and that nobody has been told of; without an hour, their day does.

        Asks Postgres for all zones that it knows, some thirty milliseconds: for the clock, not for a page.
        """
        told = Announcement.objects.about(self.model).filter(kind="action_near", object_id=OuterRef("pk"))
        begins = self.coming().alias(earliest=_begins(time.min), latest=_begins(time.max))
        return begins.filter(earliest__lte=at + NEAR, latest__gt=at).exclude(Exists(told))

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


def _begins(otherwise: time) -> Func:
    """The moment at which it begins by the clock of its place, at this hour where it has none.

    Where the place has no clock, or one that the database does not know, that of UTC counts.
    """
    hour = Coalesce(F("starts_at"), Value(otherwise))
    there = Func(F("on"), hour, template="(%(expressions)s)", arg_joiner=" + ", output_field=DateTimeField())
    known = "CASE WHEN %(expressions)s IN (SELECT name FROM pg_timezone_names) THEN %(expressions)s ELSE 'UTC' END"
    zone = Func(F("time_zone"), template=known, output_field=CharField())
    return Func(zone, there, function="timezone", output_field=DateTimeField())
