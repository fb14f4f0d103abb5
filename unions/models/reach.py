"""By which ways, and how often, a recipient wants to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import Channel, ChannelTrouble, Frequency
from unions.fields import EncryptedTextField, PublicIdField
from unions.models.recipient import Recipient
from unions.querysets.reach import OwnChannelQuerySet
from unions.validators import plain_name

OWN_CHANNELS = [(each.value, each.label) for each in (Channel.PUSH, Channel.CHAT)]


class AlertChoice(models.Model):
    """How often one kind of news comes by one channel; an empty kind stands for all without a choice of their own.

    Without any choice news comes at once, by mail and by each channel that the recipient has set up. What must not come
    by mail at all is an Unsubscription.
    """

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="alert_choices")
    kind = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    frequency = models.CharField(max_length=10, choices=Frequency)

    class Meta:
        verbose_name = _("choice of alerts")
        verbose_name_plural = _("choices of alerts")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "channel"], name="alert_choice_once"),
            models.CheckConstraint(
                condition=models.Q(channel="mail", frequency__in=["at_once", "daily", "weekly"])
                | models.Q(channel__in=["push", "chat"], frequency__in=["at_once", "never"]),
                name="alert_choice_that_a_channel_knows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel} {self.kind or '*'}"


class OwnChannel(models.Model):
    """A device that takes push messages, or a chat; `address` is what the channel sends to, encrypted.

    A chat is in use once its owner has typed the `code` that a test message brought there; then the column is empty. A
    test goes out when the clock finds `test_wanted_at`; `trouble` is what became of the last message, where it failed.
    """

    public_id = PublicIdField()
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="own_channels")
    channel = models.CharField(max_length=10, choices=OWN_CHANNELS)
    name = models.CharField(_("name"), max_length=60, validators=[plain_name])
    address = EncryptedTextField(_("address"))
    made_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    code = EncryptedTextField(_("code"), blank=True, default="")
    test_wanted_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=20, blank=True, choices=ChannelTrouble)

    objects = OwnChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel of one’s own")
        verbose_name_plural = _("channels of one’s own")
        indexes = [
            models.Index(fields=["recipient", "channel"], name="own_channel", condition=models.Q(suspended_at=None)),
            models.Index(
                fields=["test_wanted_at"], name="own_channel_test", condition=models.Q(test_wanted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_confirmed(self) -> bool:
        """Whether it has shown whose it is: a device by itself, a chat by its code."""
        return not self.code
