"""What an application is weighed by: checks, the word of others, evidence, objections, decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import (
    CheckKind,
    CheckResult,
    DecisionOutcome,
    DeclineReason,
    HowKnown,
    ObjectionGround,
    VouchKind,
)
from unions.fields import EncryptedTextField, PublicIdField, private_storage
from unions.querysets.vetting import CheckQuerySet, DecisionQuerySet, EvidenceQuerySet, ObjectionQuerySet, VouchQuerySet
from unions.validators import plain_name, plain_text


class Check(models.Model):
    """One thing that was looked at, and what was found; of a call-back also who was called and where the number stood.

    `by` is nobody where the application itself shows it.
    """

    application = models.ForeignKey("unions.UnionApplication", models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=20, choices=CheckKind)
    result = models.CharField(_("result"), max_length=15, choices=CheckResult, default=CheckResult.UNKNOWN)
    note = models.CharField(_("note"), max_length=600, blank=True, validators=[plain_text])
    called = models.CharField(_("who was called"), max_length=120, blank=True, validators=[plain_name])
    found_at = models.CharField(_("where the number was found"), max_length=200, blank=True, validators=[plain_name])
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    expires_on = models.DateField(_("holds until"), null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(fields=["application", "kind"], name="check_once_per_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind="call_back", result="pass") | ~(models.Q(called="") | models.Q(found_at="")),
                name="check_call_back_says_who_and_where",
            ),
            models.CheckConstraint(
                condition=~models.Q(result="not_applicable") | ~models.Q(note=""),
                name="check_not_applicable_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Vouch(models.Model):
    """The word of a member organisation for one that applies: it is our affiliate, or we know it."""

    voucher = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="vouches_given")
    application = models.ForeignKey("unions.UnionApplication", models.CASCADE, related_name="vouches")
    organisation = models.ForeignKey(
        "unions.Organisation", models.CASCADE, null=True, blank=True, related_name="vouches"
    )
    kind = models.CharField(max_length=12, choices=VouchKind, default=VouchKind.VOUCH)
    since = models.PositiveSmallIntegerField(_("since which year"))
    how_known = models.CharField(_("how do you know it"), max_length=20, choices=HowKnown)
    statement = models.CharField(_("what do you say of it"), max_length=600, validators=[plain_text])
    conflict = models.CharField(_("ties"), max_length=600, blank=True, validators=[plain_text])
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VouchQuerySet.as_manager()

    class Meta:
        verbose_name = _("word for a union")
        verbose_name_plural = _("words for unions")
        constraints = [
            models.UniqueConstraint(fields=["application", "voucher"], name="vouch_once_per_voucher"),
            models.CheckConstraint(condition=~models.Q(voucher=models.F("organisation")), name="vouch_not_for_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} → {self.application_id}"


class Evidence(models.Model):
    """A file that shows what an application says; vetting roles read it, and it goes 90 days after the decision."""

    public_id = PublicIdField()
    application = models.ForeignKey("unions.UnionApplication", models.CASCADE, related_name="evidence")
    file = models.FileField(storage=private_storage, upload_to="evidence/")
    media_type = models.CharField(max_length=40)
    title = models.CharField(_("what it shows"), max_length=120, validators=[plain_name])
    added_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(media_type__in=["application/pdf", "image/jpeg"]), name="evidence_of_known_type"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Objection(models.Model):
    """What a member union holds against an application; private to vetting roles, and answered by one of them."""

    public_id = PublicIdField()
    application = models.ForeignKey("unions.UnionApplication", models.CASCADE, related_name="objections")
    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="+")
    ground = models.CharField(_("ground"), max_length=15, choices=ObjectionGround)
    text = EncryptedTextField(_("what shows it"), max_length=1500, blank=True, validators=[plain_text])
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    answer = EncryptedTextField(_("answer"), max_length=1500, blank=True, validators=[plain_text])
    answered_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "organisation"], name="objection_once_per_organisation")
        ]

    def __str__(self) -> str:
        return self.public_id


class Decision(models.Model):
    """What a network admin decided, as one of `organisation`; it stands until something overturns it."""

    application = models.ForeignKey("unions.UnionApplication", models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=DecisionOutcome)
    reason = models.CharField(_("reason"), max_length=15, choices=DeclineReason, blank=True)
    words = models.CharField(_("in words"), max_length=600, blank=True, validators=[plain_text])
    has_compared = models.BooleanField(default=False)
    by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    overturned_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on an application")
        verbose_name_plural = _("decisions on applications")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "outcome"],
                condition=models.Q(overturned_at__isnull=True),
                name="decision_once_per_outcome",
            ),
            models.UniqueConstraint(
                fields=["application", "by"],
                condition=models.Q(overturned_at__isnull=True),
                name="decision_by_another_admin",
            ),
            models.UniqueConstraint(
                fields=["application", "organisation"],
                condition=models.Q(overturned_at__isnull=True),
                name="decision_by_another_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="declined") | ~(models.Q(reason="") | models.Q(words="")),
                name="decision_to_decline_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"
