"""Reads of employers, of who owns whom, and of the unions that face them."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from unions.querysets.directory import ByName

# UNION, not UNION ALL: a row that has been found is not followed again, so that a circle of owners ends.
ABOVE = """WITH RECURSIVE family(id) AS (
    SELECT %s::bigint UNION
    SELECT link.parent_id FROM unions_ownershiplink link JOIN family ON link.child_id = family.id
) SELECT id FROM family"""
BELOW = """WITH RECURSIVE family(id) AS (
    SELECT %s::bigint UNION
    SELECT link.child_id FROM unions_ownershiplink link JOIN family ON link.parent_id = family.id
) SELECT id FROM family"""


class EmployerQuerySet(ByName):
    """Employers are public knowledge: everyone may see them."""

    def visible_to(self, user: Any) -> "EmployerQuerySet":
        """All employers."""
        return self.all()

    def in_register(self, user: Any) -> "EmployerQuerySet":
        """Those of which something is known that this reader may see.

        One that has only been named in a request is in no list: the list would betray that somebody there is asking.
        """
        recognitions = self.model._meta.get_field("recognitions").related_model.objects.visible_to(user)
        ties = self.model._meta.get_field("owned").related_model.objects.visible_to(user)
        sites = self.model._meta.get_field("worksites").related_model.objects.visible_to(user)
        return self.filter(
            Exists(recognitions.filter(employer=OuterRef("pk")))
            | Exists(ties.filter(parent=OuterRef("pk")))
            | Exists(ties.filter(child=OuterRef("pk")))
            | Exists(sites.filter(employer=OuterRef("pk")))
        )

    def named_like(self, folded: str) -> "EmployerQuerySet":
        """Those whose folded name holds this text, nearest first."""
        return self.filter(folded_name__contains=folded).order_by("folded_name")


class OwnershipQuerySet(models.QuerySet[Any]):
    """Ties between employers: public knowledge like these."""

    def visible_to(self, user: Any) -> "OwnershipQuerySet":
        """All ties."""
        return self.all()

    def above(self, employer: models.Model) -> "OwnershipQuerySet":
        """Those between an employer and everybody who owns it, however far up."""
        return self.filter(child__in=RawSQL(ABOVE, [employer.pk]))

    def below(self, employer: models.Model) -> "OwnershipQuerySet":
        """Those between an employer and everything that it owns, however far down."""
        return self.filter(parent__in=RawSQL(BELOW, [employer.pk]))


class RecognitionQuerySet(models.QuerySet[Any]):
    """Which union faces whom: seen by who may see the union, and of a union in danger by the network alone."""

    def visible_to(self, user: Any) -> "RecognitionQuerySet":
        """Those of unions that this reader may see in the directory."""
        organisations = self.model._meta.get_field("organisation").related_model.objects
        shown = organisations.visible_to(user).in_directory()
        if not organisations.belonging_to(user).members().exists():
            shown = shown.filter(safe_mode=False)
        return self.filter(organisation__in=shown)

    def for_page(self) -> "RecognitionQuerySet":
        """With the union and the worksite, by the union's name."""
        return self.select_related("organisation", "worksite").order_by("organisation__folded_name", "pk")


class WorksiteQuerySet(models.QuerySet[Any]):
    """Sites are public knowledge, as far as the register names them."""

    def visible_to(self, user: Any) -> "WorksiteQuerySet":
        """All sites."""
        return self.all()
