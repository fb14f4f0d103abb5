"""People with an account."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unions.fields import PublicIdField
from unions.querysets.user import UserManager
from unions.validators import handle_spelling, language_tag


class User(AbstractBaseUser, PermissionsMixin):
    """A person: a handle and a language, and an address only if they want one. No name, phone or employer."""

    public_id = PublicIdField()
    handle = models.CharField(
        _("handle"),
        max_length=40,
        unique=True,
        validators=[handle_spelling],
        error_messages={"unique": _("Somebody already uses this handle.")},
    )
    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001 (unique where there is one)
    ui_language = models.CharField(_("language"), max_length=12, default="en", validators=[language_tag])
    reading_languages = ArrayField(
        models.CharField(max_length=12, validators=[language_tag]),
        verbose_name=_("languages I read"),
        default=list,
        blank=True,
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    safe_mode = models.BooleanField(
        _("safe mode"), default=False, help_text=_("Mails to you say only that something waits in the portal.")
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("handle"),
                name="user_handle_unique",
                violation_error_message=_("Somebody already uses this handle."),
            ),
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message=_("This address is already in use.")
            ),
            models.CheckConstraint(condition=~models.Q(email=""), name="user_email_null_not_empty"),
            models.CheckConstraint(condition=~models.Q(handle=""), name="user_handle_not_empty"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the admin site of Django: nobody may, there is none."""
        return False
