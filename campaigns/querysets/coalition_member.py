"""Reads of coalitions."""

from typing import Any

from django.db import models
from django.db.models import Case, F, When

from campaigns.choices import CoalitionRole, CoalitionState
from unions.models import Organisation


class CoalitionMemberQuerySet(models.QuerySet[Any]):
    """Organisations in campaigns."""

    def joined(self) -> "CoalitionMemberQuerySet":
        """Those that take part now, as long as the network admits them."""
        return self.filter(state=CoalitionState.JOINED, organisation__in=Organisation.objects.members())

    def named_to(self, reader: Any) -> "CoalitionMemberQuerySet":
        """Those whose own page this reader may open: a campaign names no union that hides itself from them."""
        return self.filter(organisation__in=Organisation.objects.visible_to(reader))

    def invited(self) -> "CoalitionMemberQuerySet":
        """Those that have not answered yet."""
        return self.filter(state=CoalitionState.INVITED)

    def convenors(self) -> "CoalitionMemberQuerySet":
        """Those that convene, admitted or not."""
        return self.filter(state=CoalitionState.JOINED, role=CoalitionRole.CONVENOR)

    def editable_by(self, user: Any) -> "CoalitionMemberQuerySet":
        """The places of the organisations that this person speaks for."""
        return self.filter(organisation__in=Organisation.objects.staffed_by(user))

    def for_page(self) -> "CoalitionMemberQuerySet":
        """With their organisations: convenors first, then by country and name."""
        ranked = Case(*[When(role=role, then=rank) for rank, role in enumerate(CoalitionRole.values)], default=9)
        return self.select_related("organisation").order_by(
            ranked, F("organisation__country"), "organisation__folded_name"
        )
