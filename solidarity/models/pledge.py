"""A promise against a need, and the help that arrived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.choices import PledgeState, RefusalReason, ShownAs
from solidarity.querysets.pledge import DeliveryQuerySet, PledgeQuerySet
from unions.choices import MembershipState
from unions.fields import PublicIdField
from unions.validators import language_tag, plain_text


class Pledge(models.Model):
    """A person or an organisation promises part of a need: pledged → under way → delivered → confirmed.

    Exactly one of `user` and `organisation` pledges; `made_by` is the person of an organisation who did it.
    `held_until` is set while it waits for the asker to accept it: it holds its place and counts once it is empty.
    """

    public_id = PublicIdField()
    need = models.ForeignKey("solidarity.Need", models.PROTECT, related_name="pledges")
    user = models.ForeignKey("unions.User", models.CASCADE, null=True, blank=True, related_name="pledges")
    organisation = models.ForeignKey(
        "unions.Organisation", models.PROTECT, null=True, blank=True, related_name="pledges"
    )
    made_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField(_("how much"), default=1)
    expected_on = models.DateField(_("by when"))
    message = models.CharField(_("a word to the workers"), max_length=300, blank=True, validators=[plain_text])
    language = models.CharField(max_length=12, blank=True, validators=[language_tag])
    shown_as = models.CharField(_("show me as"), max_length=10, choices=ShownAs, default=ShownAs.COUNTRY)
    country = models.CharField(max_length=2, blank=True)
    contact_ok = models.BooleanField(_("the union may write to me about this"), default=False)
    mandate_reference = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=PledgeState, default=PledgeState.PLEDGED)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.CharField(max_length=20, choices=RefusalReason, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="pledge_quantity_is_positive"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, organisation__isnull=True)
                | models.Q(user__isnull=True, organisation__isnull=False),
                name="pledge_by_person_or_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(held_until__isnull=True) | models.Q(state="pledged"),
                name="pledge_held_only_while_pledged",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal_reason=""), name="pledge_refused_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["need", "user"],
                condition=models.Q(state__in=["pledged", "under_way", "delivered", "confirmed"]),
                name="pledge_one_per_person_and_need",
            ),
            models.UniqueConstraint(
                fields=["need", "organisation"],
                condition=models.Q(state__in=["pledged", "under_way", "delivered", "confirmed"]),
                name="pledge_one_per_organisation_and_need",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def waits(self) -> bool:
        """Whether the asker has still to accept it."""
        return self.state == PledgeState.PLEDGED and self.held_until is not None

    @property
    def shown_name(self) -> str:
        """The name by which the asker may know who pledged; empty where the pledger chose none."""
        if self.organisation is not None:
            return "" if self.shown_as in {ShownAs.NOBODY, ShownAs.COUNTRY} else self.organisation.short_name
        if self.user is None or self.shown_as in {ShownAs.NOBODY, ShownAs.COUNTRY}:
            return ""
        return self.user.handle if self.shown_as == ShownAs.HANDLE else self._union_name

    @property
    def shown_country(self) -> str:
        """The country that the asker may know; empty where only the number counts."""
        return "" if self.shown_as == ShownAs.NOBODY else self.country

    @property
    def _union_name(self) -> str:
        memberships = self.user.memberships.all() if self.user is not None else []
        unions = [each.organisation for each in memberships if each.state == MembershipState.VERIFIED]
        return unions[0].short_name if unions else ""


class Delivery(models.Model):
    """Help that was delivered, in whole or in part, and how much of it the asker says arrived."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="deliveries")
    quantity = models.PositiveIntegerField(_("how much"))
    note = models.CharField(_("a word about it"), max_length=300, blank=True, validators=[plain_text])
    delivered_at = models.DateTimeField()
    arrived = models.PositiveIntegerField(_("how much arrived"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="delivery_quantity_is_positive"),
            models.CheckConstraint(
                condition=models.Q(arrived__isnull=True) | models.Q(arrived__lte=models.F("quantity")),
                name="delivery_no_more_arrived_than_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(arrived__isnull=True, confirmed_at__isnull=True)
                | models.Q(arrived__isnull=False, confirmed_at__isnull=False),
                name="delivery_arrived_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge_id} {self.quantity}"
