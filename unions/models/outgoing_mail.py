"""Single mails on their way: sign-in links, confirmations, invitations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.fields import EncryptedTextField


class OutgoingMail(models.Model):
    """One mail as bytes, encrypted until it is handed over and emptied then; alerts go their own way."""

    envelope_to = EncryptedTextField(blank=True)
    message = EncryptedTextField(blank=True)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    reply_code = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                fields=["not_before"],
                name="outgoing_mail_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
