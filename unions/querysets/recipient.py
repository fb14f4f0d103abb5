"""Reads of recipients."""

from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from unions.choices import STAFF_ROLES, MembershipState, OrganisationState


class RecipientQuerySet(models.QuerySet[Any]):
    """Those who can be told something."""

    def belonging_to(self, user: Any) -> "RecipientQuerySet":
        """The one of this person."""
        return self.filter(user=user)

    def reachable(self) -> "RecipientQuerySet":
        """Those with an address that takes mail."""
        with_account = Q(user__is_active=True, user__erased_at__isnull=True, user__email__isnull=False)
        contact = Q(user__isnull=True) & ~Q(contact_address="")
        return self.filter(with_account | contact, suspended_at__isnull=True)

    def lost_contacts(self) -> "RecipientQuerySet":
        """Contacts of organisations to whom nothing is mailed any more, since it came back or was not wanted."""
        return self.filter(organisation__isnull=False, suspended_at__isnull=False)

    def staff_of(self, organisations: Any) -> "RecipientQuerySet":
        """Staff of these member organisations, and the contacts of those that have no account."""
        memberships = self.model._meta.get_field("user").related_model.memberships.rel.related_model
        staff = memberships.objects.filter(
            user=OuterRef("user"),
            organisation__in=organisations,
            role__in=STAFF_ROLES,
            state=MembershipState.VERIFIED,
            organisation__state__in=[OrganisationState.APPROVED, OrganisationState.PROVISIONAL],
        )
        return self.filter(Exists(staff) | Q(organisation__in=organisations))

    def with_told_in(self) -> "RecipientQuerySet":
        """Adds `told_in`: the language of the person, or of the contact."""
        return self.annotate(told_in=Coalesce(F("user__ui_language"), F("contact_language")))

    def without_unsubscribed(self, kind: str) -> "RecipientQuerySet":
        """Those who have not unsubscribed from this kind or from everything."""
        return self.exclude(unsubscriptions__kind__in=[kind, ""])
