"""Who takes part in a visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ParticipantRole
from exchanges.querysets.participant import ParticipantQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import plain_text


class Participant(models.Model):
    """A seat on a visit: a person with an account, or so many people in a role; nobody's name is asked.

    `token_hash` waits for the one person who claims the seat by its link. Others see role and union; the handle only
    where the person wants it. The emergency contact is deleted thirty days after the visit.
    """

    public_id = PublicIdField()
    visit = models.ForeignKey("exchanges.Visit", models.CASCADE, related_name="participants")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="+")
    user = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="visits")
    role = models.CharField(_("role"), max_length=20, choices=ParticipantRole, default=ParticipantRole.WORKER)
    count = models.PositiveSmallIntegerField(_("how many people"), default=1)
    shows_handle = models.BooleanField(_("Others on the visit may see my handle"), default=False)
    photo_consent = models.BooleanField(_("I may be in photos"), default=False)
    emergency_contact = EncryptedTextField(
        _("whom to call in an emergency"), max_length=200, blank=True, validators=[plain_text]
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["organisation", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="participant_once_per_visit"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~models.Q(token_hash=""), name="participant_token_opens_one_seat"
            ),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="participant_is_somebody"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(count=1, token_hash=""),
                name="participant_with_account_is_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(token_hash="", token_expires_at__isnull=True)
                | (~models.Q(token_hash="") & models.Q(token_expires_at__isnull=False, count=1)),
                name="participant_link_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
