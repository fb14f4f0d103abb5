"""Reads of duties for the network."""

from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef

from unions.choices import UNPROVEN, NetworkRoleKind, OrganisationState

ENOUGH = 2
ADMITTED = (OrganisationState.APPROVED, OrganisationState.PROVISIONAL)


class NetworkRoleQuerySet(models.QuerySet[Any]):
    """Who serves the network."""

    def in_force(self) -> "NetworkRoleQuerySet":
        """Those that do not rest: a duty rests while none of the person's organisations is admitted.

        It rests as well once they have left or lost the last one: leaving a suspended union does not wake it.
        """
        memberships = self.model._meta.get_field("user").related_model.memberships.rel.related_model.objects
        ever = memberships.filter(user=OuterRef("user")).exclude(state__in=UNPROVEN)
        admitted = memberships.verified().filter(user=OuterRef("user"), organisation__state__in=ADMITTED)
        return self.exclude(Exists(ever) & ~Exists(admitted))

    def visible_to(self, user: Any) -> "NetworkRoleQuerySet":
        """All of them, for network admins, who give them and take them back."""
        admin = NetworkRoleKind.NETWORK_ADMIN
        if not user.is_authenticated or not user.network_roles.in_force().filter(kind=admin).exists():
            return self.none()
        return self.all()

    def for_page(self) -> "NetworkRoleQuerySet":
        """With the person and who gave it, duty by duty, the longest serving first."""
        return self.select_related("user", "granted_by").order_by("kind", "granted_at", "pk")

    def thin(self) -> list[str]:
        """Return the names of the duties that fewer than two people have: one cannot stand in for the other."""
        serving = self.in_force().order_by().values("kind").annotate(people=Count("user", distinct=True))
        enough = {row["kind"] for row in serving if row["people"] >= ENOUGH}
        return [str(kind.label) for kind in NetworkRoleKind if kind.value not in enough]
