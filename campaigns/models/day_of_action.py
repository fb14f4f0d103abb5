"""Days on which a campaign acts in many places."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.choices import Outcome
from campaigns.models.campaign import Campaign
from campaigns.querysets.day_of_action import DayOfActionQuerySet
from unions.choices import HIDDEN_TEXT
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class DayOfAction(models.Model):
    """One day, or a few, to which the coalition calls; what came of it is said afterwards."""

    public_id = PublicIdField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="days")
    name = models.CharField(_("name of the day"), max_length=120, validators=[plain_name])
    date_from = models.DateField(_("first day"))
    date_to = models.DateField(_("last day"))
    call = models.TextField(_("the call"), max_length=1200, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    outcome = models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True)
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = DayOfActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of action")
        verbose_name_plural = _("days of action")
        ordering = ["-date_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(date_to__gte=models.F("date_from")), name="day_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["campaign", "name"], condition=~models.Q(name=HIDDEN_TEXT), name="day_once_per_campaign"
            ),
        ]

    def __str__(self) -> str:
        return self.name
