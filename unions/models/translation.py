"""Translations of what members write: one row per text and language, with its state."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import TranslationState
from unions.querysets.translation import TranslationQuerySet
from unions.validators import language_tag, plain_text


class Translation(models.Model):
    """One field of one object in one language; `source_hash` tells when the original has changed since."""

    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=12, validators=[language_tag])
    text = models.TextField(_("translation"), validators=[plain_text])
    state = models.CharField(max_length=10, choices=TranslationState, default=TranslationState.HUMAN)
    source_hash = models.CharField(max_length=64)
    translator = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey("unions.User", models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    folded_text = models.GeneratedField(
        expression=models.Func(models.F("text"), function="portal_fold", output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="translation_one_per_language"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="translation_not_empty"),
        ]
        indexes = [GinIndex(fields=["folded_text"], name="translation_search", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.field} {self.language}"
