"""Reads of pledges."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from solidarity.choices import HOLDING_PLEDGE_STATES, OPEN_PLEDGE_STATES, PledgeState, ShownAs
from unions.models import Organisation

REMIND_BEFORE = timedelta(days=1)
SETTLE = timedelta(days=1)  # nobody is reminded of what they did a moment ago
LAPSE_AFTER = timedelta(days=14)


class PledgeQuerySet(models.QuerySet[Any]):
    """Pledges: seen by who made them; the asker sees them without names."""

    def visible_to(self, user: Any) -> "PledgeQuerySet":
        """A person's own, and those of the organisations that they speak for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(organisation__in=Organisation.objects.staffed_by(user)))

    def editable_by(self, user: Any) -> "PledgeQuerySet":
        """The same: who made a pledge moves it."""
        return self.visible_to(user)

    def received_by(self, user: Any) -> "PledgeQuerySet":
        """Those made to requests of the organisations that this person speaks for."""
        return self.filter(need__solidarity_request__organisation__in=Organisation.objects.staffed_by(user))

    def promised_by(self, addressee: Any) -> "PledgeQuerySet":
        """Those that a union which was asked has made on that request: its contact moves them by the link."""
        own = self.filter(organisation=addressee.organisation_id)
        return own.filter(need__solidarity_request=addressee.solidarity_request_id)

    def open(self) -> "PledgeQuerySet":
        """Promised or under way."""
        return self.filter(state__in=OPEN_PLEDGE_STATES)

    def holding(self) -> "PledgeQuerySet":
        """Those that take a place: open, delivered or confirmed."""
        return self.filter(state__in=HOLDING_PLEDGE_STATES)

    def kept(self) -> "PledgeQuerySet":
        """Those that were neither refused, withdrawn nor forgotten: who made them hears the news for pledgers."""
        return self.filter(state__in=[*HOLDING_PLEDGE_STATES, PledgeState.RELEASED])

    def to_accept(self) -> "PledgeQuerySet":
        """Those that hold a place until the asker accepts or refuses them."""
        return self.filter(state=PledgeState.PLEDGED, held_until__isnull=False)

    def hold_expired(self, at: datetime) -> "PledgeQuerySet":
        """Those that the asker has not accepted in time."""
        return self.to_accept().filter(held_until__lte=at)

    def to_remind(self, at: datetime) -> "PledgeQuerySet":
        """Open and accepted ones whose day is tomorrow or has come, and that nobody was reminded of.

        While the union that asks is suspended nobody is reminded, and so nothing lapses.
        """
        asked = self.filter(need__solidarity_request__organisation__in=Organisation.objects.members())
        due = asked.open().filter(held_until__isnull=True, reminded_at__isnull=True)
        return due.filter(expected_on__lte=(at + REMIND_BEFORE).date(), changed_at__lte=at - SETTLE)

    def to_lapse(self, at: datetime) -> "PledgeQuerySet":
        """Open ones whose day, and whose reminder, are fourteen days gone."""
        return self.open().filter(expected_on__lt=(at - LAPSE_AFTER).date(), reminded_at__lte=at - LAPSE_AFTER)

    def given_openly_by(self, organisation: Organisation) -> "PledgeQuerySet":
        """Those that an organisation made and lets be shown with its name."""
        return self.filter(organisation=organisation, shown_as=ShownAs.UNION)

    def arrived(self) -> "PledgeQuerySet":
        """Those of which the asker says that something arrived."""
        delivered = self.model._meta.get_field("deliveries").related_model
        return self.filter(Exists(delivered.objects.filter(pledge=OuterRef("pk"), arrived__gt=0)))

    def counted_by_kind(self) -> dict[int, int]:
        """Return how many there are of each kind of help, by its key."""
        return dict(self.order_by().values_list("need__kind").annotate(count=Count("pk")))

    def with_delivered(self) -> "PledgeQuerySet":
        """Adds `delivered` and `arrived`, both in the unit of the need."""
        return self.annotate(delivered=self._sum_of_deliveries("quantity"), arrived=self._sum_of_deliveries("arrived"))

    def for_list(self) -> "PledgeQuerySet":
        """All that a list of one's pledges shows, the latest first."""
        joined = self.select_related("need__kind", "need__solidarity_request__organisation", "organisation")
        return joined.with_delivered().order_by("-made_at", "-pk")

    def _sum_of_deliveries(self, amount: str) -> Coalesce:
        deliveries = self.model._meta.get_field("deliveries").related_model
        rows = deliveries.objects.filter(pledge=OuterRef("pk")).order_by().values("pledge")
        return Coalesce(Subquery(rows.annotate(total=Sum(F(amount))).values("total"), output_field=IntegerField()), 0)


class DeliveryQuerySet(models.QuerySet[Any]):
    """Help that was delivered."""

    def to_confirm(self) -> "DeliveryQuerySet":
        """Those of which the asker has not said what arrived, the oldest first."""
        return self.filter(confirmed_at__isnull=True).order_by("delivered_at", "pk")


class GuestPledgeQuerySet(models.QuerySet[Any]):
    """Unconfirmed pledges of visitors."""

    def valid(self, at: datetime) -> "GuestPledgeQuerySet":
        """Those whose link still works."""
        return self.filter(expires_at__gt=at)

    def expired(self, at: datetime) -> "GuestPledgeQuerySet":
        """Those that have died."""
        return self.filter(expires_at__lte=at)
