"""A union that asks to come in."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import ApplicationState, CheckKind, Lack, LegalStatus, OrganisationKind
from unions.fields import EncryptedTextField, PublicIdField
from unions.querysets.union_application import OBJECTION_WINDOW, UnionApplicationQuerySet
from unions.validators import country_code, language_tag, plain_name, plain_text

SENT_STATES = ("submitted", "provisional", "approved", "declined")
ENDED_STATES = ("approved", "declined", "withdrawn")
REQUIRED_CHECKS = tuple(kind for kind in CheckKind if kind != CheckKind.CALL_BACK)


class UnionApplication(models.Model):
    """From its first answer to the last decision. Whoever has its link writes it; only the link's hash is held.

    `organisation` is the entry of the directory that it says it is, and once it is admitted the one that it became.
    """

    public_id = PublicIdField()
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (no link, no hash)
    state = models.CharField(max_length=12, choices=ApplicationState, default=ApplicationState.APPLYING)
    organisation = models.ForeignKey(
        "unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="applications"
    )

    name = models.CharField(_("official name"), max_length=250, blank=True, validators=[plain_name])
    acronym = models.CharField(_("acronym"), max_length=60, blank=True, validators=[plain_name])
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind, default=OrganisationKind.UNION)
    contact_address = EncryptedTextField(_("e-mail address"), blank=True, max_length=254)
    contact_language = models.CharField(_("language"), max_length=12, default="en", validators=[language_tag])
    address_hash = models.CharField(max_length=64, blank=True, editable=False)

    languages = ArrayField(
        models.CharField(max_length=12, validators=[language_tag]),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )
    sectors = models.ManyToManyField("unions.Sector", verbose_name=_("sectors"), related_name="+", blank=True)
    legal_status = models.CharField(_("legal status"), max_length=30, choices=LegalStatus, default=LegalStatus.UNKNOWN)
    registration = EncryptedTextField(_("registration"), blank=True, max_length=600, validators=[plain_text])
    website = models.CharField(_("website"), max_length=300, blank=True, validators=[plain_name])
    call_back = EncryptedTextField(_("whom to call back"), blank=True, max_length=600, validators=[plain_text])

    independence = EncryptedTextField(_("independence"), blank=True, max_length=1500, validators=[plain_text])
    elections = EncryptedTextField(_("elections"), blank=True, max_length=1500, validators=[plain_text])
    federation = models.ForeignKey("unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="+")
    named_voucher = models.ForeignKey("unions.Organisation", models.SET_NULL, null=True, blank=True, related_name="+")

    consent_wording = models.TextField(blank=True)
    may_tell_own_country = models.BooleanField(default=False)
    looks_like = models.ManyToManyField("unions.Organisation", related_name="+", blank=True)

    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal = EncryptedTextField(_("appeal"), blank=True, max_length=1500, validators=[plain_text])

    objects = UnionApplicationQuerySet.as_manager()

    # Of rows read by `with_standing()`.
    settled: list[str]
    is_confirmed: bool
    vouchers: list[int]
    is_vouched_from_abroad: bool
    has_open_objections: bool

    class Meta:
        verbose_name = _("application of a union")
        verbose_name_plural = _("applications of unions")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=SENT_STATES)
                | (models.Q(submitted_at__isnull=False) & ~models.Q(name="") & ~models.Q(consent_wording="")),
                name="union_application_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ENDED_STATES, decided_at__isnull=False)
                | (~models.Q(state__in=ENDED_STATES) & models.Q(decided_at__isnull=True)),
                name="union_application_decided_at_its_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["provisional", "approved"]) | models.Q(organisation__isnull=False),
                name="union_application_admitted_as_somebody",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="provisional"),
                name="union_application_one_for_a_provisional",
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                name="union_application_undecided",
                condition=models.Q(state__in=["submitted", "provisional"]),
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def objections_until(self) -> datetime | None:
        """Until when member unions may object; nothing before it is sent."""
        return self.submitted_at and self.submitted_at + OBJECTION_WINDOW

    @property
    def lacks(self) -> list[Lack]:
        """What the next decision still lacks; asked of rows read by `with_standing()`."""
        if self.state == ApplicationState.SUBMITTED:
            called = [] if CheckKind.CALL_BACK in self.settled else [Lack.CALL_BACK]
            return called + ([] if self.is_confirmed or self.vouchers else [Lack.WORD])
        unsettled = [Lack(kind.value) for kind in (CheckKind.CALL_BACK, *REQUIRED_CHECKS) if kind not in self.settled]
        is_known = self.is_confirmed or (len(self.vouchers) > 1 and self.is_vouched_from_abroad)
        words = [] if is_known else [Lack.TWO_WORDS]
        return unsettled + words + ([Lack.OBJECTIONS] if self.has_open_objections else [])
