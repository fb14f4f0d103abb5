"""What a union posts so that workers of two countries meet."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchanges.choices import Direction, ExchangeState, Flexibility, Mode, Visibility
from exchanges.querysets.exchange import ExchangeQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import country_code, language_tag, plain_name, plain_text


class Exchange(models.Model):
    """A call for hosts, "we are coming", or an offer to host: draft → open → matched → ended.

    An open one can be withdrawn, and expires when its deadline passes. `countries` are those wanted, or where the
    host is. `access_needs` is seen by the union that posted it and by the host that was accepted.
    """

    public_id = PublicIdField()
    direction = models.CharField(_("what you want"), max_length=20, choices=Direction, default=Direction.SEEKS_HOST)
    state = models.CharField(max_length=12, choices=ExchangeState, default=ExchangeState.DRAFT)
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="exchanges")
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")

    language = models.CharField(_("language of your text"), max_length=12, validators=[language_tag])
    title = models.CharField(_("title"), max_length=120, blank=True, validators=[plain_name])
    why = models.TextField(_("why you want to meet"), max_length=1000, blank=True, validators=[plain_text])
    from_on = models.DateField(_("first day"), null=True, blank=True)
    until_on = models.DateField(_("last day"), null=True, blank=True)
    flexibility = models.CharField(
        _("how firm the dates are"), max_length=10, choices=Flexibility, default=Flexibility.DAYS
    )
    languages = ArrayField(
        models.CharField(max_length=12, validators=[language_tag]),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    countries = ArrayField(
        models.CharField(max_length=2, validators=[country_code]),
        verbose_name=_("countries"),
        default=list,
        blank=True,
    )
    town = models.CharField(_("town or region"), max_length=80, blank=True, validators=[plain_name])
    sector = models.ForeignKey(
        "unions.Sector", models.PROTECT, verbose_name=_("sector"), null=True, blank=True, related_name="+"
    )
    employer = models.ForeignKey(
        "unions.Employer", models.PROTECT, verbose_name=_("employer"), null=True, blank=True, related_name="+"
    )
    people = models.PositiveSmallIntegerField(_("how many people"), default=4)
    mode = models.CharField(_("how you meet"), max_length=20, choices=Mode, default=Mode.IN_PERSON)
    access_needs = EncryptedTextField(_("access needs"), max_length=500, blank=True, validators=[plain_text])
    visibility = models.CharField(
        pgettext_lazy("of an exchange", "who may see it"),
        max_length=20,
        choices=Visibility,
        default=Visibility.NETWORK,
    )
    deadline_on = models.DateField(_("answers until"), null=True, blank=True)

    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        constraints = [
            models.CheckConstraint(condition=models.Q(people__gte=1), name="exchange_of_somebody"),
            models.CheckConstraint(
                condition=models.Q(from_on__isnull=True)
                | models.Q(until_on__isnull=True)
                | models.Q(until_on__gte=models.F("from_on")),
                name="exchange_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | (
                    models.Q(published_at__isnull=False, from_on__isnull=False, until_on__isnull=False)
                    & models.Q(deadline_on__isnull=False, deadline_on__lte=models.F("until_on"))
                    & ~models.Q(title="")
                    & ~models.Q(why="")
                ),
                name="exchange_beyond_draft_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "open", "matched"], ended_at__isnull=True)
                | models.Q(state__in=["ended", "withdrawn", "expired"], ended_at__isnull=False),
                name="exchange_ended_exactly_when_it_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["from_on", "id"], name="exchange_list", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def posted_by_guest(self) -> bool:
        """Whether the union that posted it wants to come; else it would host."""
        return self.direction != Direction.OFFERS_TO_HOST
