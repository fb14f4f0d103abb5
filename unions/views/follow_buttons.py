"""Buttons that follow what a page is about."""

from collections.abc import Iterable
from typing import Any

from unions.models import Follow


def follow_buttons(reader: Any, things: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """Return what `unions/follow_toggle.html` draws of (kind, value, name); what has no value or name is left out."""
    named = [thing for thing in things if thing[1] and thing[2]]
    followed = Follow.objects.visible_to(reader).pairs() if named else set()
    return [
        {"kind": kind, "value": value, "what": name, "is_following": (kind, value) in followed}
        for kind, value, name in named
    ]
