"""A request belongs to a campaign."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.models.solidarity_request import SolidarityRequest


class CampaignLink(models.Model):
    """The union that asks says that its request belongs to a campaign in which it takes part."""

    solidarity_request = models.ForeignKey(SolidarityRequest, models.CASCADE, related_name="campaign_links")
    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="+")
    attached_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    attached_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link to a campaign")
        verbose_name_plural = _("links to campaigns")
        constraints = [
            models.UniqueConstraint(fields=["solidarity_request", "campaign"], name="campaign_link_once_per_request")
        ]

    def __str__(self) -> str:
        return f"{self.solidarity_request_id} in {self.campaign_id}"
