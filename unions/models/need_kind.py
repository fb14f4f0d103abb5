"""Kinds of help that can be asked for and counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import NeedLevel, WhoMay


class NeedKind(models.Model):
    """A kind of help: protest letter, picket, money, translation…; its unit's words are in solidarity.choices."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("what it is"), max_length=250, blank=True)
    unit = models.SlugField(max_length=30)
    level = models.CharField(max_length=20, choices=NeedLevel)
    is_light = models.BooleanField(default=False, help_text=_("One tap from pledged to delivered, confirmed in bulk."))
    effort_minutes = models.PositiveIntegerField(null=True, blank=True)
    who_may = models.CharField(max_length=20, choices=WhoMay, default=WhoMay.BOTH)
    needs_acceptance = models.BooleanField(default=False)
    has_ceiling = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kind of need")
        verbose_name_plural = _("kinds of need")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
