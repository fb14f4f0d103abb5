"""Reads of what an application is weighed by."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from unions.choices import EXPLAINABLE_CHECKS, CheckResult, DecisionOutcome, OrganisationState


class CheckQuerySet(models.QuerySet[Any]):
    """Checks, by whether they count."""

    def settled(self) -> "CheckQuerySet":
        """In order, or explained where an explanation will do; not run out."""
        explained = Q(result=CheckResult.NOT_APPLICABLE, kind__in=EXPLAINABLE_CHECKS)
        holds = Q(expires_on__isnull=True) | Q(expires_on__gt=Now())
        return self.filter(Q(result=CheckResult.PASS) | explained).filter(holds)


class VouchQuerySet(models.QuerySet[Any]):
    """The word of member organisations for others."""

    def in_force(self) -> "VouchQuerySet":
        """Not taken back, given by a union that is still admitted in full, and without a tie that speaks against it."""
        return self.filter(ended_at__isnull=True, conflict="", voucher__state=OrganisationState.APPROVED)

    def given_by_own_of(self, user: Any) -> "VouchQuerySet":
        """Those that organisations of this person's have given, whether they count or not."""
        return self.filter(voucher__in=apps.get_model("unions", "Organisation").objects.belonging_to(user))


class EvidenceQuerySet(models.QuerySet[Any]):
    """Evidence: for those who vet."""

    def visible_to(self, user: Any) -> "EvidenceQuerySet":
        """Evidence of the applications that this person vets."""
        applications = apps.get_model("unions", "UnionApplication").objects.visible_to(user)
        return self.filter(application__in=applications)


class ObjectionQuerySet(models.QuerySet[Any]):
    """Objections: for those who vet, and who are not of the union that objects."""

    def open(self) -> "ObjectionQuerySet":
        """Those that nobody has answered."""
        return self.filter(answered_at__isnull=True)

    def visible_to(self, user: Any) -> "ObjectionQuerySet":
        """Objections to the applications that this person vets."""
        applications = apps.get_model("unions", "UnionApplication").objects.visible_to(user)
        return self.filter(application__in=applications)


class DecisionQuerySet(models.QuerySet[Any]):
    """Decisions, by whether they stand."""

    def standing(self) -> "DecisionQuerySet":
        """Those that nothing has overturned."""
        return self.filter(overturned_at__isnull=True)

    def barring(self) -> "DecisionQuerySet":
        """Those that keep their maker from deciding again: what stands, and every refusal, appealed or not."""
        return self.filter(Q(overturned_at__isnull=True) | Q(outcome=DecisionOutcome.DECLINED))
