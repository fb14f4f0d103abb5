"""People of two unions meet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from exchanges.choices import ChangeReason, Interpreting, Mode, VisitState
from exchanges.querysets.visit import VisitQuerySet
from unions.fields import EncryptedTextField, PublicIdField
from unions.validators import plain_name, plain_text


class Visit(models.Model):
    """What two unions agreed: planned → confirmed by both → under way → completed → reported; or cancelled.

    A postponed visit has new days and is confirmed anew. The safety plan is for the two unions and who takes part.
    """

    public_id = PublicIdField()
    exchange = models.OneToOneField("exchanges.Exchange", models.CASCADE, related_name="visit")
    offer = models.OneToOneField("exchanges.HostOffer", models.PROTECT, related_name="visit")
    host = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="visits_hosted")
    guest = models.ForeignKey("unions.Organisation", models.PROTECT, related_name="visits_made")
    state = models.CharField(max_length=12, choices=VisitState, default=VisitState.PLANNED)
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))
    mode = models.CharField(_("how you meet"), max_length=20, choices=Mode, default=Mode.IN_PERSON)
    place = EncryptedTextField(_("town"), max_length=80, blank=True, validators=[plain_name])
    time_zone = models.CharField(_("time zone of the agenda"), max_length=64, default="UTC")
    interpreting = models.CharField(
        _("who interprets"), max_length=20, choices=Interpreting, default=Interpreting.WANTED
    )
    safety_plan = EncryptedTextField(_("safety plan"), max_length=2000, blank=True, validators=[plain_text])
    guest_confirmed_at = models.DateTimeField(null=True, blank=True)
    host_confirmed_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(max_length=20, choices=ChangeReason, blank=True)
    waiver_reason = models.CharField(
        _("why a report will not come"), max_length=300, blank=True, validators=[plain_name]
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reports_asked_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")), name="visit_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~models.Q(host=models.F("guest")), name="visit_between_two_unions"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "postponed", "cancelled"])
                | models.Q(guest_confirmed_at__isnull=False, host_confirmed_at__isnull=False),
                name="visit_goes_on_only_once_both_confirmed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["cancelled", "postponed"]) | ~models.Q(change_reason=""),
                name="visit_changed_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
