"""Pages that editors write: how it works, about, privacy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.querysets.static_page import StaticPageQuerySet


class StaticPage(models.Model):
    """A page in Markdown, in every language of the portal."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = StaticPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title
