"""Reads of recipients."""

from typing import Any

from django.db import models
from django.db.models import Q


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
