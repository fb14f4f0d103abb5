"""Reads of exchanges: who may see them comes first, and fails closed."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When

from exchanges.choices import SHOWN_STATES, ExchangeState, Visibility
from unions.models import Organisation
from unions.permissions import is_network_member


class ExchangeQuerySet(models.QuerySet[Any]):
    """Exchanges, by who may see them and by where they stand."""

    def visible_to(self, user: Any) -> "ExchangeQuerySet":
        """Those this reader may open: public ones, the network's for its members, and those of one's own union.

        One that was withdrawn or has expired is still there for the union that posted it and for who answered.
        """
        admitted = Q(organisation__in=Organisation.objects.members(), state__in=SHOWN_STATES)
        rules = Q(visibility=Visibility.PUBLIC) & admitted
        if not user.is_authenticated:
            return self.filter(rules)
        if is_network_member(user):
            rules |= Q(visibility=Visibility.NETWORK) & admitted
        own = Organisation.objects.staffed_by(user)
        answered = self.model._meta.get_field("offers").related_model.objects.filter(organisation__in=own)
        rules |= Q(organisation__in=own)
        rules |= Q(pk__in=answered.values("exchange")) & ~Q(state=ExchangeState.DRAFT)
        return self.filter(rules)

    def listed_to(self, user: Any) -> "ExchangeQuerySet":
        """Those on the list of this reader: posted, and neither withdrawn nor expired."""
        return self.visible_to(user).filter(state__in=SHOWN_STATES)

    def editable_by(self, user: Any) -> "ExchangeQuerySet":
        """Those of the organisations that this person speaks for."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def open(self) -> "ExchangeQuerySet":
        """Those that can be answered, the nearest first."""
        return self.filter(state=ExchangeState.OPEN).order_by("from_on", "pk")

    def drafts(self) -> "ExchangeQuerySet":
        """Those not posted yet, the latest first."""
        return self.filter(state=ExchangeState.DRAFT).order_by("-changed_at", "-pk")

    def agreed(self) -> "ExchangeQuerySet":
        """Those whose unions have found each other and that are not over, the nearest first."""
        return self.filter(state=ExchangeState.MATCHED).order_by("visit__from_on", "pk")

    def past(self) -> "ExchangeQuerySet":
        """Those that have ended, the latest first."""
        return self.filter(state=ExchangeState.ENDED).order_by("-ended_at", "-pk")

    def to_expire(self, at: datetime) -> "ExchangeQuerySet":
        """Open ones whose deadline has passed."""
        return self.filter(state=ExchangeState.OPEN, deadline_on__lt=at.date())

    def speaking(self, language: str) -> "ExchangeQuerySet":
        """Those whose people speak this language."""
        return self.filter(languages__contains=[language])

    def in_country(self, country: str) -> "ExchangeQuerySet":
        """Those that name this country, or whose union is there."""
        return self.filter(Q(countries__contains=[country]) | Q(organisation__country=country))

    def around(self, first: date, last: date) -> "ExchangeQuerySet":
        """Those of which a day lies between these two."""
        return self.filter(from_on__lte=last, until_on__gte=first)

    def later_than(self, other: models.Model) -> "ExchangeQuerySet":
        """Those that come after this one on a list ordered by their first day."""
        first = other.from_on  # type: ignore[attr-defined]
        return self.filter(Q(from_on__gt=first) | Q(from_on=first, pk__gt=other.pk))

    def ended_before(self, other: models.Model) -> "ExchangeQuerySet":
        """Those that come after this one on a list of what came of them, the latest first."""
        ended = other.ended_at  # type: ignore[attr-defined]
        return self.filter(Q(ended_at__lt=ended) | Q(ended_at=ended, pk__lt=other.pk))

    def for_cards(self, reader: Any) -> "ExchangeQuerySet":
        """Adds who posts it, about whom, and the visit that came of it where both its unions may be named."""
        named = Organisation.objects.visible_to(reader).values("pk")
        shown = When(visit__host__in=named, visit__guest__in=named, then=F("visit__state"))
        return self.select_related("organisation", "sector", "employer", "visit__host", "visit__guest").annotate(
            visit_state=Case(shown, default=None)
        )
