"""Reports on what members write."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from unions.choices import ReportReason, ReportState
from unions.fields import EncryptedTextField, PublicIdField
from unions.querysets.text_report import TextReportQuerySet
from unions.validators import plain_text

HIDDEN_STATES = ("upheld", "asked_again")


class TextReport(models.Model):
    """Somebody says that a text should not stand here: open → hidden, stays, or reported before.

    The author's union may ask once that others look at a hidden text again. `kind` names how a room shows and hides
    its texts (`unions.member_texts`); `field` and `language` say which of them it is, an empty language the original.
    `is_guarded` marks texts that not everyone may read. `kept_text` is what was hidden, until it can no longer be
    asked for. Who has no account leaves nothing of themselves.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, blank=True)
    organisation = models.ForeignKey(
        "unions.Organisation", models.CASCADE, null=True, blank=True, related_name="text_reports"
    )
    author = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    is_guarded = models.BooleanField(default=True)

    reason = models.CharField(
        pgettext_lazy("of a report", "what is wrong"), max_length=20, choices=ReportReason, blank=False
    )
    words = EncryptedTextField(_("a word about it"), max_length=600, blank=True, validators=[plain_text])
    reported_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="text_reports")
    reported_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=ReportState, default=ReportState.OPEN)
    decided_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("your reason"), max_length=300, blank=True, validators=[plain_text])
    kept_text = EncryptedTextField(blank=True)
    asked_again_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_again_at = models.DateTimeField(null=True, blank=True)
    plea = EncryptedTextField(_("why it should stand"), max_length=600, blank=True, validators=[plain_text])
    decided_again_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_again_at = models.DateTimeField(null=True, blank=True)

    objects = TextReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a text")
        verbose_name_plural = _("reports on texts")
        constraints = [
            models.UniqueConstraint(
                fields=["reported_by", "content_type", "object_id", "field", "language"],
                condition=Q(state="open", reported_by__isnull=False),
                name="text_report_once_per_reader",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="text_report_decision_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HIDDEN_STATES) | ~Q(field=""), name="text_report_hides_one_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="asked_again") | Q(asked_again_at__isnull=False),
                name="text_report_asked_again_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(decided_again_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(decided_again_by=F("decided_by")),
                name="text_report_second_look_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="text_report_by_subject"),
            models.Index(
                fields=["reported_at"],
                name="text_report_waiting",
                condition=Q(state__in=["open", "asked_again"]),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_hidden(self) -> bool:
        """Whether its text is hidden now."""
        return self.state in HIDDEN_STATES
