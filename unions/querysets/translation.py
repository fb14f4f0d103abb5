"""Reads of translations."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models


class TranslationQuerySet(models.QuerySet[Any]):
    """Translations of members' texts; whoever may see the object may see them."""

    def of(self, subject: models.Model) -> "TranslationQuerySet":
        """Those of one object."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def of_all(self, model: type[models.Model], ids: list[int], language: str) -> "TranslationQuerySet":
        """Those of many objects of one kind in one language: one query for a page."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids, language=language)
