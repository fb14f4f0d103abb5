"""What people want to hear of."""

from django.db import models
from django.db.models.functions import NullIf
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from unions.choices import HOW_OFTEN, Frequency
from unions.querysets.follow import FollowQuerySet
from unions.validators import country_code, language_tag


class Follow(models.Model):
    """One country, language, sector, employer, organisation or kind of need that a person follows."""

    user = models.ForeignKey("unions.User", models.CASCADE, related_name="follows")
    country = models.CharField(max_length=2, blank=True, validators=[country_code])
    language = models.CharField(max_length=12, blank=True, validators=[language_tag])
    sector = models.ForeignKey("unions.Sector", models.CASCADE, null=True, blank=True, related_name="+")
    employer = models.ForeignKey("unions.Employer", models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, null=True, blank=True, related_name="+")
    need_kind = models.ForeignKey("unions.NeedKind", models.CASCADE, null=True, blank=True, related_name="+")
    frequency = models.CharField(max_length=10, choices=HOW_OFTEN, default=Frequency.AT_ONCE)
    since = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "country", "language", "sector", "employer", "organisation", "need_kind"],
                name="follow_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        NullIf(models.F("country"), models.Value("")),
                        NullIf(models.F("language"), models.Value("")),
                        models.F("sector"),
                        models.F("employer"),
                        models.F("organisation"),
                        models.F("need_kind"),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="follow_exactly_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows"
