"""Whom a mail is addressed to, and who may act by a signed link."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.fields import EncryptedTextField, PublicIdField
from unions.querysets.recipient import RecipientQuerySet
from unions.validators import language_tag


class Recipient(models.Model):
    """A user, or the contact of an organisation, which acts by signed links without an account."""

    public_id = PublicIdField()
    user = models.OneToOneField("unions.User", models.CASCADE, null=True, blank=True, related_name="recipient")
    organisation = models.ForeignKey(
        "unions.Organisation", models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    contact_address = EncryptedTextField(_("contact address"), blank=True, default="")
    contact_language = models.CharField(_("language"), max_length=12, default="en", validators=[language_tag])
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=40, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)
    reached_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When an address of theirs last showed that it takes mail.")
    )

    refusals = models.TextField(blank=True, default="", db_default="", editable=False)  # marks of former addresses

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, organisation__isnull=True)
                | models.Q(user__isnull=True, organisation__isnull=False),
                name="recipient_user_or_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(organisation__isnull=False),
                name="recipient_one_contact_per_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~models.Q(quiet_from=models.F("quiet_until")),
                name="recipient_quiet_hours_begin_and_end",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def address(self) -> str:
        """The mail address, or an empty string where there is none."""
        if self.user is not None:
            return self.user.email or ""
        return self.contact_address

    @property
    def language(self) -> str:
        """The language in which it is told things."""
        return self.user.ui_language if self.user is not None else self.contact_language

    @property
    def time_zone(self) -> str:
        """The zone in which its deadlines are written; contacts without an account get UTC, said so."""
        return self.user.time_zone if self.user is not None else "UTC"


class Unsubscription(models.Model):
    """A kind of news that a recipient no longer wants; an empty kind stands for all mail that is not owed."""

    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="unsubscriptions")
    kind = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("unsubscription")
        verbose_name_plural = _("unsubscriptions")
        constraints = [models.UniqueConstraint(fields=["recipient", "kind"], name="unsubscription_once_per_kind")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.kind or '*'}"
