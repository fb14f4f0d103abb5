"""What people follow as pages show it, wherever it is kept: on this floor, or by a room above."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from unions.models import User


@dataclass(frozen=True)
class Followed:
    """One thing that a person follows; a POST of these fields to `end_at` ends it.

    Its row has `user`, `frequency` and `since`.
    """

    row: Any
    kind_name: str
    name: str
    end_at: str
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What names it among all that is followed."""
        return f"{self.row._meta.model_name}_{self.row.pk}"


@dataclass(frozen=True)
class Elsewhere:
    """What people follow that a room above keeps: whether there is anything, and what it is."""

    has_any: Callable[[User], bool]
    shown_to: Callable[[User], list[Followed]]


_elsewhere: list[Elsewhere] = []


def register_follows(elsewhere: Elsewhere) -> None:
    """Let the pages of this floor show what a room above keeps, too."""
    if elsewhere not in _elsewhere:
        _elsewhere.append(elsewhere)


def follows_elsewhere(user: User) -> bool:
    """Whether this person follows anything that a room above keeps."""
    return any(each.has_any(user) for each in _elsewhere)


def followed_elsewhere(user: User) -> list[Followed]:
    """Return all that this person follows there."""
    return [followed for each in _elsewhere for followed in each.shown_to(user)]
