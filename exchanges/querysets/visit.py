"""Reads of visits: for the two unions and for who takes part."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from exchanges.choices import COMING_STATES, VisitState
from unions.models import Organisation

REPORT_WITHIN = timedelta(days=30)


class VisitQuerySet(models.QuerySet[Any]):
    """Visits, by who may see them and by what is due."""

    def visible_to(self, user: Any) -> "VisitQuerySet":
        """Those of one's own unions, as staff, and those that one takes part in."""
        if not user.is_authenticated:
            return self.none()
        own = Organisation.objects.staffed_by(user)
        seats = self.model._meta.get_field("participants").related_model.objects.held_by(user)
        return self.filter(Q(host__in=own) | Q(guest__in=own) | Q(pk__in=seats.values("visit")))

    def editable_by(self, user: Any) -> "VisitQuerySet":
        """Those of the two unions, for their staff."""
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(host__in=own) | Q(guest__in=own))

    def listed_to(self, user: Any) -> "VisitQuerySet":
        """Those with reports, of exchanges that this reader may see: what came of them is theirs to read.

        None of a union that hides itself from them: the page names both.
        """
        named = Organisation.objects.visible_to(user)
        exchanges = self.model._meta.get_field("exchange").related_model.objects.visible_to(user)
        return self.filter(state=VisitState.REPORTED, exchange__in=exchanges, host__in=named, guest__in=named)

    def of(self, organisation: Organisation) -> "VisitQuerySet":
        """Those that this organisation hosted or made."""
        return self.filter(Q(host=organisation) | Q(guest=organisation))

    def coming(self) -> "VisitQuerySet":
        """Those that are planned, postponed, confirmed or under way, the nearest first."""
        return self.filter(state__in=COMING_STATES).order_by("from_on", "pk")

    def to_report(self) -> "VisitQuerySet":
        """Those that are over and wait for reports, the longest first."""
        return self.filter(state=VisitState.COMPLETED).order_by("until_on", "pk")

    def to_begin(self, at: datetime) -> "VisitQuerySet":
        """Confirmed ones whose first day has come."""
        return self.filter(state=VisitState.CONFIRMED, from_on__lte=at.date())

    def to_complete(self, at: datetime) -> "VisitQuerySet":
        """Those under way whose last day is over."""
        return self.filter(state=VisitState.UNDER_WAY, until_on__lt=at.date())

    def to_ask_for_reports(self, at: datetime) -> "VisitQuerySet":
        """Those over for thirty days whose reports nobody has been asked for."""
        over = self.filter(state=VisitState.COMPLETED, until_on__lte=(at - REPORT_WITHIN).date())
        return over.filter(reports_asked_at__isnull=True)

    def for_page(self) -> "VisitQuerySet":
        """With its two unions and the exchange and the offer that it came from."""
        return self.select_related("host", "guest", "exchange__organisation", "exchange__sector", "offer")
