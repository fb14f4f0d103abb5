"""What came of a visit: each participant's report, each union's, and what was promised."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.choices import DUE_DAYS, CommitmentStatus, Found, Result
from exchanges.querysets.report import CommitmentQuerySet, ExchangeReportQuerySet, ParticipantReportQuerySet
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class ParticipantReport(models.Model):
    """What one person learned and takes home, and how they tell their local of it."""

    participant = models.OneToOneField("exchanges.Participant", models.CASCADE, related_name="report")
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    learned = models.TextField(_("what you learned"), max_length=1000, validators=[plain_text])
    take_home = models.TextField(_("what you take home"), max_length=1000, validators=[plain_text])
    same_employer = models.CharField(
        _("did you find that you share an employer"), max_length=10, choices=Found, default=Found.NOT_SURE
    )
    tells_at = models.CharField(_("where you will tell of it"), max_length=120, blank=True, validators=[plain_name])
    tells_on = models.DateField(_("when"), null=True, blank=True)
    tells_whom = models.CharField(_("to whom"), max_length=120, blank=True, validators=[plain_name])
    has_told = models.BooleanField(_("It is done"), default=False)
    reached = models.PositiveIntegerField(_("how many people heard it"), default=0)
    may_be_shown = models.BooleanField(_("Others may read it, without my name"), default=False)
    made_at = models.DateTimeField()

    objects = ParticipantReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant’s report")
        verbose_name_plural = _("participants’ reports")

    def __str__(self) -> str:
        return str(self.participant_id)


class ExchangeReport(models.Model):
    """What one of the two unions says came of the visit."""

    public_id = PublicIdField()
    visit = models.ForeignKey("exchanges.Visit", models.CASCADE, related_name="reports")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="+")
    text = models.TextField(_("what came of it"), max_length=2000, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    results = ArrayField(
        models.CharField(max_length=20, choices=Result), verbose_name=_("what has begun"), default=list, blank=True
    )
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ExchangeReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("union’s report")
        verbose_name_plural = _("unions’ reports")
        constraints = [models.UniqueConstraint(fields=["visit", "organisation"], name="report_one_per_union")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.organisation_id}"


class Commitment(models.Model):
    """What a union promised on a visit, looked at again after 30, 90 or 180 days."""

    public_id = PublicIdField()
    visit = models.ForeignKey("exchanges.Visit", models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="+")
    text = models.CharField(_("what your union will do"), max_length=300, validators=[plain_name])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    due_days = models.PositiveSmallIntegerField(_("looked at again after"), choices=[(d, str(d)) for d in DUE_DAYS])
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=CommitmentStatus, blank=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_days__in=DUE_DAYS), name="commitment_due_in_steps"),
            models.CheckConstraint(
                condition=models.Q(status="", checked_at__isnull=True)
                | (~models.Q(status="") & models.Q(checked_at__isnull=False)),
                name="commitment_status_exactly_when_checked",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
