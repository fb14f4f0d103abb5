"""A network admin is made by two."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import NetworkRoleKind
from unions.fields import PublicIdField
from unions.querysets.duty_proposal import DutyProposalQuerySet


class DutyProposal(models.Model):
    """One network admin proposes another one; a second, of another organisation, confirms it or sets it aside."""

    public_id = PublicIdField()
    user = models.ForeignKey("unions.User", models.CASCADE, related_name="duty_proposals")
    kind = models.CharField(max_length=20, choices=NetworkRoleKind, default=NetworkRoleKind.NETWORK_ADMIN)
    proposed_by = models.ForeignKey("unions.User", models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=False)

    objects = DutyProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a duty")
        verbose_name_plural = _("proposals of duties")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], condition=models.Q(decided_at__isnull=True), name="duty_proposed_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("proposed_by")), name="duty_not_proposed_to_oneself"
            ),
            models.CheckConstraint(
                condition=models.Q(is_confirmed=False)
                | (
                    models.Q(decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("proposed_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
                name="duty_confirmed_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
