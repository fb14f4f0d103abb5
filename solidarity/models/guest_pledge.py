"""A pledge with an address alone, until its link is followed."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from solidarity.choices import ShownAs
from solidarity.querysets.pledge import GuestPledgeQuerySet
from unions.fields import EncryptedTextField
from unions.validators import language_tag, plain_text


class GuestPledge(models.Model):
    """What a visitor wants to pledge; it holds no place, dies after 24 hours, and the link makes the account.

    Once confirmed it keeps no address, only the way to its pledge, so that the link can be followed twice.
    """

    need = models.ForeignKey("solidarity.Need", models.CASCADE, related_name="guest_pledges")
    address = EncryptedTextField(_("e-mail address"), blank=True)
    address_hash = models.CharField(max_length=64, help_text=_("Keyed hash, so that one address asks once."))
    token_hash = models.CharField(max_length=64, unique=True)
    quantity = models.PositiveIntegerField(_("how much"), default=1)
    message = models.CharField(_("a word to the workers"), max_length=300, blank=True, validators=[plain_text])
    language = models.CharField(max_length=12, validators=[language_tag])
    country = models.CharField(max_length=2, blank=True)
    shown_as = models.CharField(max_length=10, choices=ShownAs, default=ShownAs.COUNTRY)
    consent_wording = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=1, help_text=_("How many links were sent for it."))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    pledge = models.ForeignKey("solidarity.Pledge", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = GuestPledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("unconfirmed pledge")
        verbose_name_plural = _("unconfirmed pledges")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="guest_pledge_quantity_is_positive"),
            models.UniqueConstraint(fields=["need", "address_hash"], name="guest_pledge_once_per_address"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def hash_of(address: str) -> str:
        """Return what tells that two rows are of one address; without SECRET_KEY it cannot be guessed from a list."""
        return salted_hmac("solidarity.guest_pledge", address.strip().lower(), algorithm="sha256").hexdigest()
