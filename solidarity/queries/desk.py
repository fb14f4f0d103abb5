"""How much waits at the desk for one reader, whichever room it comes from."""

from typing import Any

from unions.panels import panels_for


def waiting_at_desk(reader: Any) -> int:
    """Return how many decisions wait for this reader; what only stands there is not counted."""
    sections = [each.context for each in panels_for("desk", reader, None)]
    return sum(section["count"]() for section in sections if not section.get("is_standing"))
