"""What a campaign wants, and which unions made it their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import DemandStatus
from campaigns.models.campaign import Campaign
from campaigns.querysets.demand import DemandQuerySet
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class Demand(models.Model):
    """One thing that is demanded of somebody; a changed wording must be adopted anew."""

    public_id = PublicIdField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="demands")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("the demand"), max_length=600, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    addressed_to = models.CharField(_("of whom it is demanded"), max_length=200, blank=True, validators=[plain_name])
    status = models.CharField(_("where it stands"), max_length=12, choices=DemandStatus, default=DemandStatus.OPEN)
    changed_at = models.DateTimeField()

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("demand")
        verbose_name_plural = _("demands")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "position"], name="demand_one_per_position"),
            models.CheckConstraint(condition=~models.Q(text=""), name="demand_has_words"),
        ]

    def __str__(self) -> str:
        return self.public_id


class DemandAdoption(models.Model):
    """A union of the coalition makes a demand its own."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="+")
    adopted_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("adoption of a demand")
        verbose_name_plural = _("adoptions of demands")
        constraints = [models.UniqueConstraint(fields=["demand", "organisation"], name="demand_adopted_once")]

    def __str__(self) -> str:
        return f"{self.organisation_id} adopts {self.demand_id}"
