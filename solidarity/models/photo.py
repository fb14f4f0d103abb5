"""Photos of a request, kept privately."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from solidarity.choices import Visibility
from solidarity.querysets.photo import PhotoQuerySet
from unions.fields import PublicIdField, private_storage
from unions.validators import plain_name


class Photo(models.Model):
    """A picture, re-encoded from its pixels, with its own level of visibility."""

    public_id = PublicIdField()
    solidarity_request = models.ForeignKey("solidarity.SolidarityRequest", models.CASCADE, related_name="photos")
    image = models.FileField(storage=private_storage, upload_to="photos/")
    alt_text = models.CharField(_("what the picture shows"), max_length=200, validators=[plain_name])
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.NAMED_ORGANISATIONS)
    added_by = models.ForeignKey("unions.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["added_at", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(alt_text=""), name="photo_has_alt_text")]

    def __str__(self) -> str:
        return self.public_id
