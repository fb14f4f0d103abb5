"""A union that is asked, and its answer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.choices import Answer, NoReason, Why
from solidarity.querysets.addressee import AddresseeQuerySet
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_text


class Addressee(models.Model):
    """An organisation that a request addresses: why it was chosen, until when it owes an answer, what it said.

    `due_at` is empty where no clock runs: matched by sector, country or language only, or a sixth call in a week.
    """

    public_id = PublicIdField()
    solidarity_request = models.ForeignKey("solidarity.SolidarityRequest", models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="addressed")
    reasons = ArrayField(models.CharField(max_length=30, choices=Why), default=list)
    forwarded_by = models.ForeignKey("unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=20, choices=Answer, blank=True)
    no_reason = models.CharField(_("why not"), max_length=20, choices=NoReason, blank=True)
    text = models.TextField(_("a word about it"), max_length=1000, blank=True, validators=[plain_text])
    language = models.CharField(max_length=12, blank=True, validators=[language_tag])
    decide_by = models.DateField(_("we decide by"), null=True, blank=True)
    forwarded_to = models.ForeignKey("unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    has_helped = models.BooleanField(null=True, blank=True, help_text=_("The asker’s view: answered our call or not."))

    objects = AddresseeQuerySet.as_manager()

    class Meta:
        verbose_name = _("union asked")
        verbose_name_plural = _("unions asked")
        constraints = [
            models.UniqueConstraint(fields=["solidarity_request", "organisation"], name="addressee_once_per_request"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="addressee_answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="no") | ~models.Q(no_reason=""), name="addressee_no_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="decide_by") | models.Q(decide_by__isnull=False),
                name="addressee_decide_by_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
