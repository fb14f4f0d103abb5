"""Who takes part in a campaign."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import CoalitionRole, CoalitionState
from campaigns.models.campaign import Campaign
from campaigns.querysets.coalition_member import CoalitionMemberQuerySet


class CoalitionMember(models.Model):
    """An organisation in a campaign: invited → joined or declined; joined → left.

    Whether it accepts the demands is no column: it accepts those that it has adopted (DemandAdoption).
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="coalition")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="campaigns")
    role = models.CharField(_("role"), max_length=10, choices=CoalitionRole, default=CoalitionRole.MEMBER)
    state = models.CharField(max_length=10, choices=CoalitionState)
    invited_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()

    objects = CoalitionMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a coalition")
        verbose_name_plural = _("members of coalitions")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="coalition_member_once"),
            models.CheckConstraint(
                condition=~models.Q(role="convenor") | models.Q(state__in=["joined", "left"]),
                name="coalition_convenor_is_not_invited",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.campaign_id}"
