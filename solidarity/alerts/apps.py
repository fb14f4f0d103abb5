"""The app of the alert engine."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Registers the engine."""

    name = "solidarity.alerts"
    label = "alerts"
    verbose_name = _("Alerts")
