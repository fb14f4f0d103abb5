"""What becomes of each row of a list, whatever it lists: looked at as a whole before anything is written."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """What becomes of a row."""

    CREATE = "create", pgettext_lazy("what becomes of a row", "New")
    MERGE = "merge", pgettext_lazy("what becomes of a row", "Added to")
    UNCHANGED = "unchanged", pgettext_lazy("what becomes of a row", "Unchanged")
    REFUSE = "refuse", pgettext_lazy("what becomes of a row", "Refused")


@dataclass
class Line:
    """A row (with `number` and `name`), what becomes of it, why, what it brings, and notes on what was left out."""

    row: Any
    outcome: Outcome
    reason: object
    changes: list[Any] = field(default_factory=list)
    notes: list[object] = field(default_factory=list)

    @property
    def meant(self) -> object:
        """Which row of the database it means, if any."""
        return None

    def __str__(self) -> str:
        told = "; ".join([str(self.reason), *map(str, self.changes), *map(str, self.notes)])
        return f"{self.row.number:>5}  {self.outcome.value:<9}  {self.row.name}  |  {told}"


@dataclass
class Lines:
    """The lines of a whole list in its order."""

    lines: list[Any]

    def totals(self) -> dict[Outcome, int]:
        """Return how many rows have which outcome."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in Outcome}

    def fingerprint(self) -> str:
        """Return a digest that is another one as soon as anything else would be done."""
        done = [(line.row.number, line.outcome.value, line.meant, [*map(str, line.changes)]) for line in self.lines]
        return hashlib.sha256(repr(done).encode()).hexdigest()

    def totals_in_words(self, *, is_written: bool) -> str:
        """Return the last line that a command prints."""
        totals = ", ".join(f"{outcome.value} {count}" for outcome, count in self.totals().items())
        return f"{totals}{'' if is_written else ' (nothing written; add --apply)'}"
