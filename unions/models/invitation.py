"""Single-use links by which a union brings in its people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import Role
from unions.fields import PublicIdField
from unions.querysets.invitation import InvitationQuerySet


class Invitation(models.Model):
    """A link that makes one person staff or member of an organisation; only its hash is held.

    With `for_user` it opens that account, whose bearer has set no way to sign in: a founder, or a member without an
    address who has lost theirs.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey("unions.Organisation", models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    for_user = models.ForeignKey("unions.User", models.CASCADE, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="invitation_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_used_or_revoked_not_both",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
