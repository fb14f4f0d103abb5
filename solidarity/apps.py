"""The app of the roof."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class SolidarityConfig(AppConfig):
    """Registers the room; finds the news, the panels, the members' texts and the rules of retention of every room."""

    name = "solidarity"
    verbose_name = _("Solidarity requests")

    def ready(self) -> None:
        autodiscover_modules("notifications")
        autodiscover_modules("panels")
        autodiscover_modules("following")
        autodiscover_modules("member_texts")
        autodiscover_modules("retention")
