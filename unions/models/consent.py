"""What people agreed to, in the words they read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import ConsentPurpose
from unions.validators import language_tag


class Consent(models.Model):
    """A consent with its wording, its time and its language; withdrawing is as easy as giving."""

    user = models.ForeignKey("unions.User", models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    wording = models.TextField()
    language = models.CharField(max_length=12, validators=[language_tag])
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=models.Q(withdrawn_at__isnull=True), name="consent_one_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose}"
