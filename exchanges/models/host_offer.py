"""What another union answers to an exchange."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.choices import Accommodation, ItemKind, OfferState
from exchanges.querysets.host_offer import HostOfferQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import language_tag, plain_name, plain_text


class HostOffer(models.Model):
    """A union would host, or come where hosts are found: offered → accepted | declined | withdrawn.

    Only the two unions see it. An exchange has at most one accepted offer, and a union one standing offer on it.
    """

    public_id = PublicIdField()
    exchange = models.ForeignKey("exchanges.Exchange", models.CASCADE, related_name="offers")
    organisation = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="host_offers")
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=OfferState, default=OfferState.OFFERED)
    place = EncryptedTextField(_("town"), max_length=80, blank=True, validators=[plain_name])
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    capacity = models.PositiveSmallIntegerField(_("for how many people"), default=4)
    languages = ArrayField(
        models.CharField(max_length=12, validators=[language_tag]), verbose_name=_("languages spoken"), default=list
    )
    accommodation = models.CharField(
        _("where guests sleep"), max_length=20, choices=Accommodation, default=Accommodation.HOMES
    )
    activities = ArrayField(
        models.CharField(max_length=20, choices=ItemKind), verbose_name=_("what you could do"), default=list, blank=True
    )
    limits = models.CharField(_("what is not possible"), max_length=300, blank=True, validators=[plain_name])
    words = models.TextField(_("a word to them"), max_length=600, blank=True, validators=[plain_text])
    language = models.CharField(_("language of your words"), max_length=12, validators=[language_tag])
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = HostOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["exchange"], condition=models.Q(state="accepted"), name="offer_one_accepted_per_exchange"
            ),
            models.UniqueConstraint(
                fields=["exchange", "organisation"],
                condition=models.Q(state__in=["offered", "accepted"]),
                name="offer_one_standing_per_union",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="offer_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="offer_for_somebody"),
            models.CheckConstraint(
                condition=models.Q(state="offered", decided_at__isnull=True)
                | (~models.Q(state="offered") & models.Q(decided_at__isnull=False)),
                name="offer_decided_exactly_when_not_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
