"""What a union asks."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from solidarity.choices import (
    DEFAULT_DO_NOTS,
    DoNot,
    Mandate,
    Outcome,
    RequestKind,
    RequestState,
    SafetyAnswer,
    Situation,
    Urgency,
    Visibility,
)
from solidarity.querysets.solidarity_request import SolidarityRequestQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import country_code, language_tag, plain_name, plain_text


def default_do_nots() -> list[str]:
    """Return the do-nots that come pre-ticked."""
    return list(DEFAULT_DO_NOTS)


class SolidarityRequest(models.Model):
    """A union's call for concrete help: draft → checking → open ⇄ paused → closed, or taken down.

    `visibility` is who may see it now; `wanted_visibility` is what the asker wants once a reviewer opens it.
    `checked_in_at` is the last sign that people are safe. Texts are in `language`.
    """

    public_id = PublicIdField()
    number = models.PositiveIntegerField(null=True, blank=True, help_text=_("Counted per asking union."))
    kind = models.CharField(max_length=10, choices=RequestKind, default=RequestKind.CALL)
    state = models.CharField(max_length=12, choices=RequestState, default=RequestState.DRAFT)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="solidarity_requests")
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    is_demonstration = models.BooleanField(default=False)

    language = models.CharField(_("language of your text"), max_length=12, validators=[language_tag])
    title = models.CharField(_("title"), max_length=120, blank=True, validators=[plain_name])
    what_happens = models.TextField(_("what is happening"), max_length=600, blank=True, validators=[plain_text])
    own_action = models.TextField(
        _("what you are doing yourselves"), max_length=600, blank=True, validators=[plain_text]
    )
    demands = models.TextField(_("your demands"), max_length=600, blank=True, validators=[plain_text])
    background = models.TextField(_("background"), max_length=4000, blank=True, validators=[plain_text])

    employer = models.ForeignKey("unions.Employer", models.PROTECT, null=True, blank=True, related_name="+")
    worksite = models.ForeignKey(
        "unions.Worksite", models.SET_NULL, verbose_name=_("worksite"), null=True, blank=True, related_name="+"
    )
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    place = EncryptedTextField(_("place"), max_length=120, blank=True, validators=[plain_name])
    sector = models.ForeignKey(
        "unions.Sector", models.PROTECT, verbose_name=_("sector"), null=True, blank=True, related_name="+"
    )
    languages = ArrayField(
        models.CharField(max_length=12, validators=[language_tag]),
        verbose_name=_("languages of the workers concerned"),
        default=list,
        blank=True,
    )
    workers_concerned = models.PositiveIntegerField(_("workers concerned"), null=True, blank=True)
    contact = EncryptedTextField(_("how we reach you"), max_length=300, blank=True, validators=[plain_text])

    situation = models.CharField(_("situation"), max_length=20, choices=Situation, default=Situation.IN_STRUGGLE)
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency, default=Urgency.NORMAL)
    is_life_or_liberty = models.BooleanField(_("Somebody’s life or liberty is in danger"), default=False)
    mandate = models.CharField(_("who mandated the call"), max_length=20, choices=Mandate, blank=True)
    federation_confirmed_at = models.DateTimeField(null=True, blank=True)
    do_nots = ArrayField(models.CharField(max_length=30, choices=DoNot), default=default_do_nots, blank=True)
    further_do_not = models.CharField(
        _("something else that nobody should do"), max_length=200, blank=True, validators=[plain_name]
    )
    symbolic_reason = models.CharField(_("why only symbolic help"), max_length=300, blank=True, validators=[plain_text])

    danger = models.CharField(
        _("Could someone be sacked, arrested or hurt because of this request?"),
        max_length=10,
        choices=SafetyAnswer,
        blank=True,
    )
    recognisable = models.CharField(
        _("Is anyone recognisable, in words or in photos?"), max_length=10, choices=SafetyAnswer, blank=True
    )
    consent = models.CharField(_("Have they agreed?"), max_length=10, choices=SafetyAnswer, blank=True)
    visibility = models.CharField(
        pgettext_lazy("of a request", "who may see it"),
        max_length=20,
        choices=Visibility,
        default=Visibility.NAMED_ORGANISATIONS,
    )
    wanted_visibility = models.CharField(
        _("who may see it once it is checked"), max_length=20, choices=Visibility, default=Visibility.NETWORK
    )
    place_visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.NAMED_ORGANISATIONS)

    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    review_question = models.CharField(max_length=300, blank=True)
    put_to_vouchers_at = models.DateTimeField(null=True, blank=True)
    voucher_remark = models.CharField(max_length=300, blank=True, validators=[plain_text])
    published_through = models.ForeignKey(
        "unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="requests_published_for_others"
    )
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    folded_text = models.GeneratedField(
        expression=models.Func(
            Coalesce(models.F("title"), models.Value("")),
            Coalesce(models.F("what_happens"), models.Value("")),
            Coalesce(models.F("own_action"), models.Value("")),
            Coalesce(models.F("demands"), models.Value("")),
            function="portal_fold",
            output_field=models.TextField(),
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = SolidarityRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("solidarity request")
        verbose_name_plural = _("solidarity requests")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="request_number_once_per_union"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(published_at__isnull=False, number__isnull=False),
                name="request_beyond_draft_is_published",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="taken_down")
                | (
                    ~models.Q(title="")
                    & ~models.Q(what_happens="")
                    & ~models.Q(own_action="")
                    & ~models.Q(country="")
                    & models.Q(employer__isnull=False)
                ),
                name="request_beyond_draft_has_its_answers",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="closed") & ~models.Q(outcome=""))
                | (~models.Q(state="closed") & models.Q(outcome="")),
                name="request_outcome_exactly_when_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(put_to_vouchers_at__isnull=True) | models.Q(state="draft"),
                name="request_put_to_vouchers_is_a_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(published_through__isnull=True)
                | (models.Q(published_at__isnull=False) & ~models.Q(published_through=models.F("organisation"))),
                name="request_published_through_another_union",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="checking", opened_at__isnull=True)
                | ~models.Q(state__in=["draft", "checking"]),
                name="request_checking_is_not_opened",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-opened_at", "-id"], name="request_board", condition=models.Q(state__in=["open", "paused"])
            ),
            GinIndex(fields=["folded_text"], name="request_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def is_at_risk(self) -> bool:
        """Whether the safety answers speak of danger, or of people who can be recognised and have not agreed."""
        may_be_recognised = self.recognisable != SafetyAnswer.NO
        return self.danger != SafetyAnswer.NO or (may_be_recognised and self.consent != SafetyAnswer.YES)


class Endorsement(models.Model):
    """A member organisation stands behind a request in public."""

    solidarity_request = models.ForeignKey(SolidarityRequest, models.CASCADE, related_name="endorsements")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="endorsements")
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [
            models.UniqueConstraint(fields=["solidarity_request", "organisation"], name="endorsement_once_per_union")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} endorses {self.solidarity_request_id}"
