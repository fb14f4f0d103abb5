"""Reads of updates."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models


class UpdateQuerySet(models.QuerySet[Any]):
    """News about an object, for those whom its author meant."""

    def about(self, model: type[models.Model]) -> "UpdateQuerySet":
        """Those about objects of one kind."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))

    def of(self, subject: models.Model) -> "UpdateQuerySet":
        """Those about one object."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def for_audiences(self, audiences: Iterable[str]) -> "UpdateQuerySet":
        """Those meant for one of these audiences."""
        return self.filter(audience__in=list(audiences))
