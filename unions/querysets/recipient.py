"""Reads of recipients."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from unions.choices import LostBy


class RecipientQuerySet(models.QuerySet[Any]):
    """Those who can be told something."""

    def belonging_to(self, user: Any) -> "RecipientQuerySet":
        """The one of this person."""
        return self.filter(user=user)

    def reachable(self, kinds: Sequence[str]) -> "RecipientQuerySet":
        """Those with an address that takes mail, who have ended none of these kinds of news."""
        with_account = Q(user__is_active=True, user__erased_at__isnull=True, user__email__isnull=False)
        contact = Q(user__isnull=True) & ~Q(contact_address="")
        return self.filter(with_account | contact).exclude(_is_lost_to(kinds))

    def lost_contacts(self, calls: Sequence[str]) -> "RecipientQuerySet":
        """Contacts of organisations whom calls of these kinds do not reach: `lost_by` what, and `lost_at`.

        A link can bring back whose mail came back or was reported as a nuisance, never who wanted no calls before.
        """
        ended_at = Subquery(_ended(calls).order_by("at").values("at")[:1])
        complained = Q(suspended_reason=LostBy.COMPLAINT.value) & (
            Q(ended_at__isnull=True) | Q(ended_at__gte=F("suspended_at"))
        )
        lost_by = Case(
            When(complained, then=Value(LostBy.COMPLAINT.value)),
            When(ended_at__isnull=False, then=Value(LostBy.ENDED.value)),
            default=Value(LostBy.CAME_BACK.value),
            output_field=CharField(),
        )
        lost_at = Case(When(lost_by=LostBy.ENDED.value, then=F("ended_at")), default=F("suspended_at"))
        lost = self.filter(_is_lost_to(calls), organisation__isnull=False)
        return lost.annotate(ended_at=ended_at).annotate(lost_by=lost_by).annotate(lost_at=lost_at)


def _is_lost_to(kinds: Sequence[str]) -> Q:
    """Nothing is mailed to them, or they have ended one of these kinds by itself."""
    return Q(suspended_at__isnull=False) | Q(Exists(_ended(kinds)))


def _ended(kinds: Sequence[str]) -> "QuerySet[Any]":
    return apps.get_model("unions", "Unsubscription").objects.filter(recipient=OuterRef("pk"), kind__in=kinds)
