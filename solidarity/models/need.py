"""One countable thing that would help."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.choices import Weight
from solidarity.querysets.need import NeedQuerySet
from unions.choices import NeedLevel, WhoMay
from unions.fields import PublicIdField
from unions.validators import plain_name


class Need(models.Model):
    """A need of a request: a kind, a quantity in the kind's unit, a date.

    `taken` is what holding pledges add up to; the pledging statement itself changes it and the night recounts it.
    With `has_ceiling` it never passes `quantity`.
    """

    public_id = PublicIdField()
    solidarity_request = models.ForeignKey("solidarity.SolidarityRequest", models.CASCADE, related_name="needs")
    kind = models.ForeignKey("unions.NeedKind", models.PROTECT, related_name="+")
    title = models.CharField(_("in a few words"), max_length=120, blank=True, validators=[plain_name])
    quantity = models.PositiveIntegerField(_("how much"), default=1)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    weight = models.CharField(_("how important"), max_length=10, choices=Weight, default=Weight.USEFUL)
    wanted_by = models.DateField(_("by when"))
    online = models.BooleanField(_("can be done from anywhere"), default=True)
    who_may = models.CharField(_("who may help"), max_length=20, choices=WhoMay, default=WhoMay.BOTH)
    needs_acceptance = models.BooleanField(_("we accept each offer first"), default=False)
    has_ceiling = models.BooleanField(_("not more than this"), default=False)
    effort_minutes = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="need_quantity_is_positive"),
            models.CheckConstraint(
                condition=models.Q(has_ceiling=False) | models.Q(taken__lte=models.F("quantity")),
                name="need_never_oversold",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.public_id

    @property
    def language(self) -> str:
        """The language of its words: that of its request."""
        return self.solidarity_request.language

    @property
    def needs_mandate(self) -> bool:
        """Whether an organisation must name the decision behind its pledge: money and industrial action."""
        return self.kind.unit == "funds" or self.kind.level == NeedLevel.INDUSTRIAL
