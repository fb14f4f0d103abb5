"""What rooms above show on pages of this floor: a registry by page name."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Panel(NamedTuple):
    """A template and its context, ready to be included."""

    template: str
    context: dict[str, Any]


PanelMaker = Callable[[Any, Any], Panel | None]
_makers: dict[str, list[PanelMaker]] = {}


def panel(page: str) -> Callable[[PanelMaker], PanelMaker]:
    """Register a function (reader, object) -> Panel or None for the page of this name."""

    def add(maker: PanelMaker) -> PanelMaker:
        makers = _makers.setdefault(page, [])
        if maker not in makers:
            makers.append(maker)
        return maker

    return add


def panels_for(page: str, reader: Any, shown: Any) -> list[Panel]:
    """Return the panels of a page for this reader."""
    made = (maker(reader, shown) for maker in _makers.get(page, []))
    return [each for each in made if each is not None]
