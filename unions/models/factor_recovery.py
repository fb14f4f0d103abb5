"""Getting back into an account whose second factor is lost: two people answer for who it is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from unions.choices import RecoveryChannel
from unions.fields import PublicIdField
from unions.querysets.factor_recovery import FactorRecoveryQuerySet


class FactorRecovery(models.Model):
    """Somebody says that they have lost their second factor; two others confirm who it is; a link ends the old one.

    Only the hash of the link is held. Each who confirms has spoken to the person, and says how.
    """

    public_id = PublicIdField()
    user = models.ForeignKey("unions.User", models.CASCADE, related_name="factor_recoveries")
    asked_at = models.DateTimeField()
    ask_expires_at = models.DateTimeField()
    first_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    first_channel = models.CharField(max_length=20, choices=RecoveryChannel, blank=True)
    second_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_channel = models.CharField(max_length=20, choices=RecoveryChannel, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (unique where there is one)
    opens_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FactorRecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery of a second factor")
        verbose_name_plural = _("recoveries of second factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_by__isnull=True) | Q(second_by__isnull=True) | ~Q(first_by=F("second_by")),
                name="factor_recovery_two_different_people",
            ),
            models.CheckConstraint(
                condition=(Q(first_by__isnull=True) | ~Q(first_by=F("user")))
                & (Q(second_by__isnull=True) | ~Q(second_by=F("user"))),
                name="factor_recovery_not_by_oneself",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True)
                | (
                    Q(first_at__isnull=False, second_at__isnull=False, opens_at__gt=F("second_at"))
                    & Q(expires_at__gt=F("opens_at"))
                ),
                name="factor_recovery_link_needs_two_and_time",
            ),
            models.CheckConstraint(
                condition=(Q(first_at__isnull=True) | ~Q(first_channel=""))
                & (Q(second_at__isnull=True) | (Q(first_at__isnull=False) & ~Q(second_channel=""))),
                name="factor_recovery_says_how_they_spoke",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(token_hash__isnull=False, stopped_at__isnull=True),
                name="factor_recovery_used_by_its_link",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, stopped_at__isnull=True),
                name="factor_recovery_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
