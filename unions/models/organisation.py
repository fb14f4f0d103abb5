"""Unions of any level, works councils and allies, with their names, languages and ties."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import (
    AffiliationStatus,
    FigureSource,
    LanguageUse,
    LegalStatus,
    Listing,
    NameType,
    OrganisationKind,
    OrganisationState,
)
from unions.fields import PublicIdField
from unions.querysets.organisation import OrganisationQuerySet
from unions.validators import country_code, language_tag, plain_name, plain_text


class Organisation(models.Model):
    """A union of any level, a works council or an ally; `state` says whether the network has admitted it."""

    public_id = PublicIdField()
    slug = models.SlugField(max_length=90, unique=True, allow_unicode=True)
    name = models.CharField(_("official name"), max_length=250, validators=[plain_name])
    folded_name = models.CharField(max_length=250, editable=False)
    acronym = models.CharField(_("acronym"), max_length=60, blank=True, validators=[plain_name])
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind, default=OrganisationKind.UNION)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="branches")
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[country_code])
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True, validators=[plain_name])
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    legal_status = models.CharField(_("legal status"), max_length=30, choices=LegalStatus, default=LegalStatus.UNKNOWN)
    website = models.CharField(_("website"), max_length=300, blank=True)
    website_answers = models.BooleanField(
        default=False, help_text=_("Whether somebody has seen it answer; without that it is shown as text.")
    )
    public_email = models.EmailField(_("public address"), blank=True)
    statement = models.TextField(_("who we are"), blank=True, max_length=2000, validators=[plain_text])
    statement_language = models.CharField(max_length=12, blank=True, validators=[language_tag])
    listing = models.CharField(max_length=10, choices=Listing, default=Listing.PUBLIC)
    safe_mode = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=OrganisationState, default=OrganisationState.LISTED)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    member_count = models.PositiveIntegerField(_("members"), null=True, blank=True)
    members_counted_by = models.CharField(max_length=12, choices=FigureSource, blank=True, default="")
    members_counted_in = models.PositiveSmallIntegerField(_("year of this number"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # All its names as they are searched; the database writes it whenever a name comes, changes or goes.
    search_text = models.TextField(editable=False, default="", db_default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["country", "folded_name"], name="organisation_name_unique_in_country"),
            models.CheckConstraint(condition=~models.Q(folded_name=""), name="organisation_folded_name_not_empty"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="organisation_not_its_own_parent"),
            models.CheckConstraint(
                condition=models.Q(member_count__isnull=False)
                | models.Q(members_counted_by="", members_counted_in__isnull=True),
                name="organisation_counted_only_with_a_number",
            ),
        ]
        indexes = [
            models.Index(fields=["folded_name", "id"], name="organisation_by_name"),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="organisation_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The acronym where there is one, else the official name."""
        return self.acronym or self.name

    @property
    def spoken_languages(self) -> list[str]:
        """The languages in which one can write or speak to it, each once; the one it writes in first."""
        used = [each for each in self.languages.all() if each.use in {LanguageUse.CORRESPONDENCE, LanguageUse.SPOKEN}]
        used.sort(key=lambda each: (each.use != LanguageUse.CORRESPONDENCE, each.pk))
        return list(dict.fromkeys(each.language for each in used))

    @property
    def is_member(self) -> bool:
        """Whether the network has admitted it, at least provisionally."""
        return self.state in {OrganisationState.APPROVED, OrganisationState.PROVISIONAL}


class OrganisationName(models.Model):
    """A further name: acronym, short, translated or former."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="names")
    name = models.CharField(max_length=250, validators=[plain_name])
    folded_name = models.CharField(max_length=250, editable=False)
    language = models.CharField(max_length=12, blank=True, validators=[language_tag])
    type = models.CharField(max_length=12, choices=NameType)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "folded_name", "type"], name="organisation_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationIdentifier(models.Model):
    """Its number in a register, such as WIKIDATA Q1125638 or ESF-FORUM 34."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=30)
    value = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_organisation")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class OrganisationLanguage(models.Model):
    """A language it uses, and for what."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=12, validators=[language_tag])
    use = models.CharField(max_length=20, choices=LanguageUse, default=LanguageUse.CORRESPONDENCE)

    class Meta:
        verbose_name = _("language of an organisation")
        verbose_name_plural = _("languages of organisations")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language", "use"], name="organisation_language_once")
        ]
        indexes = [models.Index(fields=["language", "organisation"], name="organisation_by_language")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.language}"


class Coverage(models.Model):
    """A sector in which it organises."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="coverage")
    sector = models.ForeignKey("unions.Sector", models.PROTECT, related_name="coverage")

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        constraints = [models.UniqueConstraint(fields=["organisation", "sector"], name="coverage_once_per_sector")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.sector_id}"


class Affiliation(models.Model):
    """A tie to a federation or centre that is not its parent."""

    child = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    parent = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliates")
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=AffiliationStatus, default=AffiliationStatus.CLAIMED)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["child", "parent"], name="affiliation_once"),
            models.CheckConstraint(condition=~models.Q(child=models.F("parent")), name="affiliation_not_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} → {self.parent_id}"
