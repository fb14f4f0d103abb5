"""Reads of employers."""

from typing import Any

from django.db import models


class EmployerQuerySet(models.QuerySet[Any]):
    """Employers are public knowledge: everyone may see them."""

    def visible_to(self, user: Any) -> "EmployerQuerySet":
        """All employers."""
        return self.all()

    def named_like(self, folded: str) -> "EmployerQuerySet":
        """Those whose folded name holds this text, nearest first."""
        return self.filter(folded_name__contains=folded).order_by("folded_name")
