"""Reads of follows."""

from typing import Any

from django.db import models


class FollowQuerySet(models.QuerySet[Any]):
    """What people follow; seen only by themselves."""

    def visible_to(self, user: Any) -> "FollowQuerySet":
        """A person's own follows."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    editable_by = visible_to

    def for_page(self) -> "FollowQuerySet":
        """With what is followed, oldest first."""
        return self.select_related("sector", "employer", "organisation", "need_kind").order_by("since", "pk")

    def pairs(self) -> set[tuple[str, str]]:
        """What is followed as (kind, value), the way that follow-toggle takes it."""
        codes = {
            "country": "country",
            "language": "language",
            "sector": "sector__code",
            "need_kind": "need_kind__code",
            "employer": "employer__public_id",
            "organisation": "organisation__slug",
        }
        rows = self.values(*codes.values())
        return {(kind, row[column]) for row in rows for kind, column in codes.items() if row[column]}
