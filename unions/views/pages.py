"""What several pages of this floor do alike."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.template.loader import render_to_string

from unions.panels import Panel


def rendered(panels: Iterable[Panel], request: HttpRequest) -> list[str]:
    """Return the panels of the rooms above, drawn."""
    return [render_to_string(panel.template, panel.context, request) for panel in panels]
