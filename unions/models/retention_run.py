"""What the nights have ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.querysets.retention_run import RetentionRunQuerySet


class RetentionRun(models.Model):
    """One rule of retention, one night: how many rows it ended. It says nothing of whose they were."""

    rule = models.CharField(max_length=60)
    at = models.DateTimeField()
    ended = models.PositiveIntegerField(help_text=_("How many rows it deleted or emptied."))

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a rule of retention")
        verbose_name_plural = _("runs of the rules of retention")
        constraints = [models.UniqueConstraint(fields=["rule", "at"], name="retention_run_once_per_moment")]

    def __str__(self) -> str:
        return f"{self.rule} {self.ended}"
