"""Reads of offers: they are between two unions."""

from typing import Any

from django.db import models
from django.db.models import Q

from exchanges.choices import STANDING_OFFERS, ExchangeState, OfferState
from unions.models import Organisation


class HostOfferQuerySet(models.QuerySet[Any]):
    """What unions answered to exchanges."""

    def visible_to(self, user: Any) -> "HostOfferQuerySet":
        """Those that one's own unions made, and those made to their exchanges."""
        own = Organisation.objects.staffed_by(user)
        return self.filter(Q(organisation__in=own) | Q(exchange__organisation__in=own))

    def editable_by(self, user: Any) -> "HostOfferQuerySet":
        """Those that one's own unions made."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def received_by(self, user: Any) -> "HostOfferQuerySet":
        """Those made to exchanges of one's own unions."""
        return self.filter(exchange__organisation__in=Organisation.objects.staffed_by(user))

    def standing(self) -> "HostOfferQuerySet":
        """Those that wait or were accepted."""
        return self.filter(state__in=STANDING_OFFERS)

    def waiting(self) -> "HostOfferQuerySet":
        """Those that nobody has decided, on an exchange that is still open."""
        return self.filter(state=OfferState.OFFERED, exchange__state=ExchangeState.OPEN)

    def for_comparison(self) -> "HostOfferQuerySet":
        """Those that were not taken back, with who made them: the first answer first."""
        return self.exclude(state=OfferState.WITHDRAWN).select_related("organisation").order_by("made_at", "pk")
