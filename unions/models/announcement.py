"""The outbox: news that somebody must be told."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.querysets.announcement import AnnouncementQuerySet


class Announcement(models.Model):
    """One piece of news, written in the transaction that made it; the alert engine turns it into deliveries.

    `audience` names a rule of its kind and `wave` counts repeated announcements of one kind on one subject. The rows of
    all recipients up to `fanned_out_to` are written; the last of them is `highest_recipient_id`.
    """

    kind = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    audience = models.CharField(max_length=40, blank=True)
    wave = models.PositiveIntegerField(default=1)
    is_urgent = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    highest_recipient_id = models.BigIntegerField(null=True, blank=True)
    fanned_out_to = models.BigIntegerField(default=0)
    fanned_out_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "content_type", "object_id", "audience", "wave"], name="announcement_once_per_wave"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="announcement_unfinished",
                condition=models.Q(finished_at__isnull=True, cancelled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
