"""The app of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """Registers the room."""

    name = "campaigns"
    verbose_name = _("Campaigns")
