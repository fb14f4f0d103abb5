"""One row for each announcement, channel and recipient: the record that nobody was skipped."""

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from solidarity.alerts.querysets import AlertDeliveryQuerySet, InboxFeedQuerySet
from unions.choices import Channel


class DeliveryState(TextChoices):
    """Where a copy stands; all but `waiting` are final."""

    WAITING = "waiting", pgettext_lazy("state of an alert", "Waiting")
    SENT = "sent", pgettext_lazy("state of an alert", "Sent")
    FAILED = "failed", pgettext_lazy("state of an alert", "Failed")
    SUPPRESSED = "suppressed", pgettext_lazy("state of an alert", "Not sent")
    CANCELLED = "cancelled", pgettext_lazy("state of an alert", "Cancelled")


class AlertDelivery(models.Model):
    """One copy of one announcement to one recipient.

    A worker takes whole batches in hand (`AlertBatch`), those of one `round` and a range of recipients; what a digest
    gathers it claims row by row, by `lease` and `leased_until`. `attempts` counts the claims after which it may have
    been handed over: a copy with attempts that is still waiting goes again with the same Message-ID. `why` is the code
    of the reason it reached this recipient; `reason` says why it was not sent. `lease_expiries` counts the workers that
    never said what became of it. Each recipient has one row by mail or by digest, also where no mail can be sent: with
    `read_at` it is what stands in their inbox.

    No index names what is written when a copy ends, so that the database writes it in its place: see ADR 0041.
    """

    pk = models.CompositePrimaryKey("announcement_id", "channel", "recipient_id")
    announcement = models.ForeignKey(
        "unions.Announcement", models.CASCADE, related_name="deliveries", db_index=False
    )  # the primary key begins with it
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
    read_at = models.DateTimeField(null=True, blank=True)
    lease_expiries = models.PositiveSmallIntegerField(default=0, db_default=0)
    round = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_gathered = models.GeneratedField(
        expression=models.Q(channel=Channel.DIGEST, state=DeliveryState.WAITING),
        output_field=models.BooleanField(),
        db_persist=True,
    )  # waits for a digest

    objects = AlertDeliveryQuerySet.as_manager()

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
            models.Index(fields=["not_before"], name="alert_gathered", condition=models.Q(is_gathered=True)),
            models.Index(
                fields=["recipient", "-announcement"],
                name="alert_inbox",
                condition=models.Q(channel__in=["mail", "digest"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.channel} {self.recipient_id}"


class AlertBatch(models.Model):
    """What one worker takes in hand at once: copies of one announcement by one channel to a range of people, that wait.

    Those that go again form a `round` of their own, so that no copy belongs to two batches. A worker holds a batch by
    `lease` until `leased_until`, by the database's clock. It is due when the first of its copies is, and gone when none
    waits any more.
    """

    announcement = models.ForeignKey("unions.Announcement", models.CASCADE, related_name="batches", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    round = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()  # recipient, as is the last
    last = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=0)  # how often it was claimed
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    begun = models.BigIntegerField(null=True, blank=True)  # the last recipient whose copy may have left in this claim

    objects = models.Manager()

    class Meta:
        verbose_name = _("batch of alerts")
        verbose_name_plural = _("batches of alerts")
        indexes = [
            models.Index(fields=["announcement", "channel", "attempts", "not_before"], name="alert_batch_next"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.channel} {self.first} to {self.last}"


class InboxFeed(models.Model):
    """The private feed of what a person is told; whoever has its address reads it. Only a hash of the token is held."""

    recipient = models.OneToOneField("unions.Recipient", models.CASCADE, related_name="inbox_feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    objects = InboxFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("private feed")
        verbose_name_plural = _("private feeds")

    def __str__(self) -> str:
        return str(self.recipient_id)
