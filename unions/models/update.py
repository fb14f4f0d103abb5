"""News about something that people took part in."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from unions.choices import UpdateAudience, UpdateKind
from unions.fields import PublicIdField
from unions.querysets.update import UpdateQuerySet
from unions.validators import language_tag, plain_text


class Update(models.Model):
    """A report on a request, a campaign or a visit, in the language of its author."""

    public_id = PublicIdField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=12, choices=UpdateKind, default=UpdateKind.NEWS)
    text = models.TextField(_("what is new"), max_length=2000, validators=[plain_text])
    language = models.CharField(_("language of the text"), max_length=12, validators=[language_tag])
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=UpdateAudience, default=UpdateAudience.PLEDGERS
    )
    posted_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    posted_at = models.DateTimeField()

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-posted_at", "-id"]
        indexes = [models.Index(fields=["content_type", "object_id", "-posted_at"], name="update_by_subject")]

    def __str__(self) -> str:
        return self.public_id
