"""Who did what, when: the trail that nobody edits."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.querysets.audit_event import AuditEventQuerySet


class AuditEvent(models.Model):
    """One act on one object. Ids and states only: no names, no texts."""

    actor = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    actor_recipient = models.ForeignKey("unions.Recipient", models.SET_NULL, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the trail")
        verbose_name_plural = _("trail")
        indexes = [
            models.Index(fields=["content_type", "object_id", "at"], name="audit_by_subject"),
            models.Index(fields=["-at", "-id"], name="audit_latest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_id}"
