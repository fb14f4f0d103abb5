"""What is done in one place, and how many came, as each source says."""

from datetime import datetime, time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.choices import PLANNED_KINDS, QUALIFIED, ActionKind, ActionStatus, Qualifier, Visibility
from campaigns.models.campaign import Campaign
from campaigns.models.day_of_action import DayOfAction
from campaigns.querysets.action import ActionQuerySet, ActionReportQuerySet
from unions.fields import PublicIdField
from unions.localised import country_name, isolated, number, or_hidden, zone_of
from unions.validators import country_code, language_tag, plain_name, plain_text


class Action(models.Model):
    """Something done together in one place: of a campaign, by a host; or of history, as a source reports it.

    `on` and the hours are those of the place. An empty country stands for several countries, or none.
    """

    public_id = PublicIdField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="actions")
    day = models.ForeignKey(DayOfAction, models.SET_NULL, null=True, blank=True, related_name="actions")
    kind = models.CharField(_("what is done"), max_length=30, choices=ActionKind)
    further_kinds = ArrayField(models.CharField(max_length=30, choices=ActionKind), default=list, blank=True)
    host = models.ForeignKey("unions.Organisation", models.PROTECT, null=True, blank=True, related_name="actions")
    employers = models.ManyToManyField("unions.Employer", related_name="actions", blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    region = models.CharField(_("region"), max_length=80, blank=True, validators=[plain_name])
    city = models.CharField(_("town"), max_length=80, blank=True, validators=[plain_name])
    on = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ActionStatus, default=ActionStatus.PLANNED)
    visibility = models.CharField(
        pgettext_lazy("of an action", "who may see it"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    details = models.TextField(_("where to meet, what to bring"), max_length=600, blank=True, validators=[plain_text])
    accessibility = models.TextField(
        _("how everybody can take part"), max_length=300, blank=True, validators=[plain_text]
    )
    language = models.CharField(_("language of your words"), max_length=12, blank=True, validators=[language_tag])
    source = models.CharField(_("source"), max_length=200, blank=True, validators=[plain_name])
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    source_row = models.CharField(max_length=80, null=True, blank=True, unique=True, editable=False)
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=False, host__isnull=False, source_row__isnull=True)
                | models.Q(campaign__isnull=True, host__isnull=True, day__isnull=True, source_row__isnull=False),
                name="action_of_a_campaign_or_of_history",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=False) | (~models.Q(source="") & ~models.Q(source_url="")),
                name="action_of_history_names_its_source",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=True) | models.Q(kind="online") | ~models.Q(country=""),
                name="action_of_a_campaign_has_a_country_or_is_online",
            ),
            models.CheckConstraint(
                condition=models.Q(campaign__isnull=True) | models.Q(kind__in=[kind for kind, _words in PLANNED_KINDS]),
                name="action_of_a_campaign_is_of_a_planned_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="action_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True) | ~models.Q(time_zone=""), name="action_hour_has_a_zone"
            ),
        ]
        indexes = [models.Index(fields=["-on"], name="action_history", condition=models.Q(campaign__isnull=True))]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_history(self) -> bool:
        """Whether somebody else's list reports it: it is not the network's own."""
        return self.campaign_id is None

    def lies_ahead(self, at: datetime) -> bool:
        """Whether it has not begun by the clock of its place; without an hour, whether its day is not over there."""
        return datetime.combine(self.on, self.starts_at or time.max, zone_of(self.time_zone)) > at

    @property
    def place_in_words(self) -> str:
        """Where it is, in the reader's language: `Hamburg, Germany`, or that it is online or in several countries."""
        town, country = isolated(or_hidden(self.city or self.region)), country_name(self.country)
        if town and country:
            return gettext("%(town)s, %(country)s") % {"town": town, "country": country}
        if town or country:
            return town or country
        return gettext("Online") if self.kind == ActionKind.ONLINE else gettext("Several countries")


class ActionReport(models.Model):
    """What one source says of an action: how many took part and how it went. Reports stand side by side."""

    public_id = PublicIdField()
    action = models.ForeignKey(Action, models.CASCADE, related_name="reports")
    participants = models.PositiveIntegerField(_("how many took part"), null=True, blank=True)
    qualifier = models.CharField(_("how exact is the number"), max_length=12, choices=Qualifier, blank=True)
    text = models.TextField(_("how it went"), max_length=2000, blank=True, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    source = models.CharField(_("who says so"), max_length=200, blank=True, validators=[plain_name])
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    reported_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField()

    objects = ActionReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on an action")
        verbose_name_plural = _("reports on actions")
        ordering = ["reported_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participants__isnull=True, qualifier="")
                | (models.Q(participants__isnull=False) & ~models.Q(qualifier="")),
                name="report_number_has_a_qualifier",
            ),
            models.CheckConstraint(
                condition=models.Q(participants__isnull=False) | ~models.Q(text=""), name="report_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) | ~models.Q(source=""), name="report_says_who_says_so"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participants} at {self.action_id}"

    @property
    def number_in_words(self) -> str:
        """The number with its qualifier, in the reader's language, or nothing: `about 2,500`."""
        if self.participants is None:
            return ""
        return str(QUALIFIED[Qualifier(self.qualifier)] % {"number": number(self.participants)})
