"""Mail that came back: what a server or a provider reported of one copy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import ReturnKind


class ReturnedMail(models.Model):
    """One copy of one announcement that was not delivered or not wanted; each kind of report counts once.

    `status` is the code of RFC 3463, empty for a complaint. Nothing else of the report is held.
    """

    announcement = models.ForeignKey("unions.Announcement", models.CASCADE, related_name="returned_mails")
    recipient = models.ForeignKey("unions.Recipient", models.CASCADE, related_name="returned_mails")
    kind = models.CharField(max_length=10, choices=ReturnKind)
    status = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mails")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "recipient", "kind"], name="returned_mail_once_per_copy")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.announcement_id} {self.recipient_id}"
