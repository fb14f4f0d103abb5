"""Reads of translations."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Func, Value


class TranslationQuerySet(models.QuerySet[Any]):
    """Translations of members' texts; whoever may see the object may see them."""

    def of(self, subject: models.Model) -> "TranslationQuerySet":
        """Those of one object."""
        return self.filter(content_type=ContentType.objects.get_for_model(subject), object_id=subject.pk)

    def of_all(self, model: type[models.Model], ids: list[int], languages: Iterable[str]) -> "TranslationQuerySet":
        """Those of many objects of one kind in these languages: one query for a page."""
        content_type = ContentType.objects.get_for_model(model)
        return self.filter(content_type=content_type, object_id__in=ids, language__in=list(languages))

    def in_any(self, model: type[models.Model], languages: Iterable[str]) -> "TranslationQuerySet":
        """Those of objects of one kind into any of these languages."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), language__in=list(languages))

    def holding(self, model: type[models.Model], fields: Iterable[str], words: str) -> "TranslationQuerySet":
        """Those of objects of one kind in which these words stand, whatever their accents."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(model),
            field__in=list(fields),
            folded_text__contains=Func(Value(words), function="portal_fold"),
        )
