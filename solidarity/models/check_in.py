"""The weekly page of the asker, and the report at the end."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.choices import MembersKnew, SafetyAnswer
from unions.validators import language_tag, plain_text


class CheckIn(models.Model):
    """Once a week: are you still safe?"""

    solidarity_request = models.ForeignKey("solidarity.SolidarityRequest", models.CASCADE, related_name="check_ins")
    still_safe = models.CharField(_("Are you still safe?"), max_length=10, choices=SafetyAnswer)
    at = models.DateTimeField()
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.solidarity_request_id} {self.at:%Y-%m-%d}"


class ClosingReport(models.Model):
    """The three answers at the end, and a word of thanks; the outcome itself stands on the request."""

    solidarity_request = models.OneToOneField(
        "solidarity.SolidarityRequest", models.CASCADE, related_name="closing_report"
    )
    members_knew = models.CharField(_("Did your members know of the support?"), max_length=10, choices=MembersKnew)
    lifted = models.PositiveSmallIntegerField(_("Did it lift them?"), help_text=_("1: not at all, 5: very much"))
    what_helped = ArrayField(
        models.SlugField(max_length=40), verbose_name=_("Which help changed something?"), default=list, blank=True
    )
    thanks = models.TextField(_("a word of thanks"), max_length=1000, blank=True, validators=[plain_text])
    language = models.CharField(max_length=12, validators=[language_tag])
    at = models.DateTimeField()
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("closing report")
        verbose_name_plural = _("closing reports")
        constraints = [
            models.CheckConstraint(condition=models.Q(lifted__gte=1, lifted__lte=5), name="closing_lifted_one_to_five")
        ]

    def __str__(self) -> str:
        return str(self.solidarity_request_id)
