"""Who belongs to which organisation, and who serves the network."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions.choices import MembershipState, NetworkRoleKind, Role
from unions.querysets.membership import GOOD_FOR, REMIND_BEFORE, MembershipQuerySet
from unions.querysets.network_role import NetworkRoleQuerySet


class Membership(models.Model):
    """A person's role in an organisation; no membership number is held."""

    user = models.ForeignKey("unions.User", models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    state = models.CharField(max_length=12, choices=MembershipState, default=MembershipState.CLAIMED)
    verified_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(state__in=["claimed", "verified"]),
                name="membership_once_per_role",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="verified") | models.Q(verified_at__isnull=False),
                name="membership_verified_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"

    @property
    def lapses_at(self) -> datetime | None:
        """When it ends unless an admin confirms it again."""
        return self.verified_at + GOOD_FOR if self.verified_at else None

    @property
    def is_to_renew(self) -> bool:
        """Whether it lapses within thirty days."""
        return self.lapses_at is not None and self.lapses_at - REMIND_BEFORE <= timezone.now()


class NetworkRole(models.Model):
    """A duty for the whole network: reviewer, safeguarding, network admin, auditor."""

    user = models.ForeignKey("unions.User", models.CASCADE, related_name="network_roles")
    kind = models.CharField(max_length=20, choices=NetworkRoleKind)
    granted_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()

    objects = NetworkRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty in the network")
        verbose_name_plural = _("duties in the network")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="network_role_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
