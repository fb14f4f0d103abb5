"""An organisation loses its rights in the network, for a while or for good."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import FREEZING_REASONS, HELD_STATES, OrganisationState, SuspensionReason
from unions.fields import EncryptedTextField, PublicIdField
from unions.querysets.suspension import SuspensionQuerySet
from unions.validators import plain_text


class Suspension(models.Model):
    """From one decision to the next: suspended, removed or frozen, by whom and why; `before` is what lifting restores.

    The words are for network admins and auditors alone.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="suspensions")
    state = models.CharField(max_length=20, choices=OrganisationState)
    before = models.CharField(max_length=20, choices=OrganisationState)
    reason = models.CharField(_("reason"), max_length=20, choices=SuspensionReason)
    words = EncryptedTextField(_("in your words"), max_length=1000, blank=True, validators=[plain_text])
    decided_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    ended_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(ended_at__isnull=True), name="suspension_one_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in HELD_STATES]), name="suspension_takes_rights"
            ),
            models.CheckConstraint(
                condition=models.Q(before__in=["approved", "provisional"]), name="suspension_of_a_member"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="frozen") | models.Q(reason__in=[each.value for each in FREEZING_REASONS]),
                name="suspension_frozen_when_banned_or_dissolved",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("decided_at")),
                name="suspension_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
