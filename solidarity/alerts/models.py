"""One row for each announcement, channel and recipient: the record that nobody was skipped."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(TextChoices):
    """Ways to reach a recipient."""

    MAIL = "mail", _("Mail")


class DeliveryState(TextChoices):
    """Where a copy stands; all but `waiting` are final."""

    WAITING = "waiting", pgettext_lazy("state of an alert", "Waiting")
    SENT = "sent", pgettext_lazy("state of an alert", "Sent")
    FAILED = "failed", pgettext_lazy("state of an alert", "Failed")
    SUPPRESSED = "suppressed", pgettext_lazy("state of an alert", "Not sent")
    CANCELLED = "cancelled", pgettext_lazy("state of an alert", "Cancelled")


class AlertDelivery(models.Model):
    """One copy of one announcement to one recipient.

    A worker that claims it sets `leased_until` by the database's clock and `lease`. `attempts` counts the claims after
    which it may have been handed over: a copy with attempts that is still waiting goes again with the same Message-ID.
    `why` is the code of the reason it reached this recipient; `reason` says why it was not sent. `lease_expiries`
    counts the workers that never said what became of it.
    """

    pk = models.CompositePrimaryKey("announcement_id", "channel", "recipient_id")
    announcement = models.ForeignKey("unions.Announcement", models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    recipient = models.ForeignKey("unions.Recipient", models.CASCADE, related_name="deliveries", db_index=False)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=30, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lease_expiries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(ended_at__isnull=False)),
                name="alert_ended_has_its_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent"]) | ~models.Q(reason=""),
                name="alert_not_sent_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["announcement", "attempts", "not_before"],
                name="alert_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.channel} {self.recipient_id}"
