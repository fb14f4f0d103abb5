"""The app of the ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionsConfig(AppConfig):
    """Registers the room."""

    name = "unions"
    verbose_name = _("Unions")
