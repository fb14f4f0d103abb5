"""What is done on a visit, hour by hour."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ItemKind
from exchanges.querysets.itinerary_item import ItineraryItemQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class ItineraryItem(models.Model):
    """One line of the agenda, in the zone where it happens. Once the visit is over, public ones show in public."""

    public_id = PublicIdField()
    visit = models.ForeignKey("exchanges.Visit", models.CASCADE, related_name="items")
    kind = models.CharField(_("what it is"), max_length=20, choices=ItemKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    place = EncryptedTextField(_("place"), max_length=160, blank=True, validators=[plain_name])
    host_contact = EncryptedTextField(_("whom to ask there"), max_length=200, blank=True, validators=[plain_text])
    notes = models.TextField(_("notes"), max_length=600, blank=True, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    is_public = models.BooleanField(_("Everyone may read of it after the visit"), default=False)

    objects = ItineraryItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of an agenda")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="item_takes_time")
        ]

    def __str__(self) -> str:
        return self.public_id
