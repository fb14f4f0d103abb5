"""Employers, what they own, their worksites, and which union faces whom."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import EmployerKind, OwnershipKind, RecognitionStatus
from unions.fields import PublicIdField
from unions.querysets.employer import EmployerQuerySet, OwnershipQuerySet, RecognitionQuerySet, WorksiteQuerySet
from unions.validators import country_code, plain_name


class Employer(models.Model):
    """A company, group, brand, agency, joint venture or public body."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=200, validators=[plain_name])
    folded_name = models.CharField(max_length=200, editable=False)
    country = models.CharField(_("country of the head office"), max_length=2, blank=True, validators=[country_code])
    kind = models.CharField(max_length=20, choices=EmployerKind, default=EmployerKind.COMPANY)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            models.UniqueConstraint(fields=["country", "folded_name"], name="employer_name_unique_in_country")
        ]
        indexes = [
            models.Index(fields=["folded_name", "id"], name="employer_by_name"),
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="employer_search"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnershipLink(models.Model):
    """Who owns, shares in or manages whom."""

    parent = models.ForeignKey(Employer, models.CASCADE, related_name="owned")
    child = models.ForeignKey(Employer, models.CASCADE, related_name="owners")
    kind = models.CharField(max_length=20, choices=OwnershipKind, default=OwnershipKind.OWNS)
    share_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        constraints = [
            models.UniqueConstraint(fields=["parent", "child", "kind"], name="ownership_once"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("child")), name="ownership_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} → {self.child_id}"


class Worksite(models.Model):
    """A site of an employer."""

    public_id = PublicIdField()
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="worksites")
    name = models.CharField(_("name"), max_length=200, validators=[plain_name])
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    city = models.CharField(_("town"), max_length=80, blank=True, validators=[plain_name])

    objects = WorksiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("worksite")
        verbose_name_plural = _("worksites")
        constraints = [models.UniqueConstraint(fields=["employer", "country", "name"], name="worksite_once")]

    def __str__(self) -> str:
        return self.name


class Recognition(models.Model):
    """A union at an employer, or at one of its worksites."""

    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="recognitions")
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="recognitions")
    worksite = models.ForeignKey(Worksite, models.CASCADE, null=True, blank=True, related_name="recognitions")
    status = models.CharField(max_length=20, choices=RecognitionStatus, default=RecognitionStatus.PRESENT)
    source = models.CharField(max_length=200, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "employer", "worksite"], name="recognition_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} @ {self.employer_id}"
