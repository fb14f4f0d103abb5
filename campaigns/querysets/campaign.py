"""Reads of campaigns: who may see them comes first, and fails closed."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from campaigns.choices import PLANNING_STATES, RUNNING_STATES, CampaignState, CoalitionRole, CoalitionState, Visibility
from unions.models import Organisation
from unions.permissions import is_network_member


class CampaignQuerySet(models.QuerySet[Any]):
    """Campaigns, by who may see them and by where they stand."""

    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Those this reader may open; for everybody else they do not exist.

        A campaign without any convenor that the network admits is seen by its own staff alone.
        """
        called = ~Q(state=CampaignState.DRAFT) & Q(pk__in=self._convened_by(Organisation.objects.members()))
        rules = called & Q(visibility=Visibility.PUBLIC)
        if is_network_member(user):
            rules |= called
        return self.filter(rules | Q(pk__in=self._convened_by(Organisation.objects.staffed_by(user))))

    def editable_by(self, user: Any) -> "CampaignQuerySet":
        """Those that an organisation of this person's convenes."""
        return self.filter(pk__in=self._convened_by(Organisation.objects.staffed_by(user)))

    def joined_by(self, organisations: Any) -> "CampaignQuerySet":
        """Those in which one of these organisations takes part."""
        return self.filter(self._takes_part(organisation__in=organisations))

    def running(self) -> "CampaignQuerySet":
        """Those called and not closed."""
        return self.filter(state__in=RUNNING_STATES)

    def planning(self) -> "CampaignQuerySet":
        """Those in which actions are planned, convened by a union that the network admits."""
        return self.filter(state__in=PLANNING_STATES, pk__in=self._convened_by(Organisation.objects.members()))

    def in_state(self, *states: str) -> "CampaignQuerySet":
        """Those that stand there, the last called first."""
        return self.filter(state__in=states).order_by("-called_at", "-pk")

    def called_before(self, other: models.Model) -> "CampaignQuerySet":
        """Those that come after this one in a list of the last called."""
        called_at = getattr(other, "called_at", None)
        return self.filter(Q(called_at__lt=called_at) | Q(called_at=called_at, pk__lt=other.pk))

    def for_cards(self) -> "CampaignQuerySet":
        """Adds what a card shows: against whom, who takes part, the next day of action; two queries more."""
        coalition = self.model._meta.get_field("coalition").related_model.objects
        days = self.model._meta.get_field("days").related_model.objects
        return self.select_related("employer", "sector").prefetch_related(
            Prefetch("coalition", coalition.joined().for_page(), to_attr="joined"),
            Prefetch("days", days.order_by("date_from", "pk"), to_attr="listed_days"),
        )

    def _takes_part(self, **conditions: Any) -> Any:
        coalition = self.model._meta.get_field("coalition").related_model.objects
        return Exists(coalition.filter(campaign=OuterRef("pk"), state=CoalitionState.JOINED, **conditions))

    def _convened_by(self, organisations: Any) -> Any:
        coalition = self.model._meta.get_field("coalition").related_model.objects
        convenors = coalition.filter(role=CoalitionRole.CONVENOR, state=CoalitionState.JOINED)
        return convenors.filter(organisation__in=organisations).values("campaign")


class CampaignFollowQuerySet(models.QuerySet[Any]):
    """Who follows what; a person's own."""

    def visible_to(self, user: Any) -> "CampaignFollowQuerySet":
        """A person's own follows, also of campaigns that they may see no longer."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def for_page(self) -> "CampaignFollowQuerySet":
        """With what is followed, oldest first."""
        return self.select_related("campaign").order_by("since", "pk")
