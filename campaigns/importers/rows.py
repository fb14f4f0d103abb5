"""The list of collectiveaction.tech as it comes: one row per action, with lists written as Python writes them."""

import ast
from dataclasses import dataclass
from pathlib import Path

from unions.importers.csv_files import rows_of

ACTIONS = Path(__file__).resolve().parent.parent / "data" / "collective_action_tech_actions.csv"
NEEDED = ("id", "date", "sources", "actions", "description", "locations", "companies", "workers")
KNOWN = (*NEEDED, "online", "struggles", "employment_types", "tags", "latlngs", "addresses")
NOTHING = {"", "None"}


@dataclass(frozen=True)
class Row:
    """An action in the words of the list; a cell that is no list has become None."""

    number: int
    id: str
    date: str
    description: str
    workers: str
    is_online: bool
    sources: tuple[str, ...] | None
    actions: tuple[str, ...] | None
    locations: tuple[str, ...] | None
    companies: tuple[str, ...] | None

    @property
    def name(self) -> str:
        """What a preview calls the row."""
        return f"{self.date}, {', '.join(self.companies or self.locations or (self.id,))}"


def read(content: bytes | None = None) -> list[Row]:
    """Return the rows of the list that comes with the program, or of another copy of it. Raise Unreadable."""
    cells = rows_of(ACTIONS.read_bytes() if content is None else content, needed=NEEDED, known=KNOWN)
    return [_row(number, each) for number, each in enumerate(cells, start=2)]


def listed(cell: str) -> tuple[str, ...] | None:
    """Return the texts of a cell such as `['strike', 'protest']`; None where it is anything else. Nothing is run."""
    if cell in NOTHING:
        return ()
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return None
    return tuple(each.strip() for each in value if each.strip())


def _row(number: int, cells: dict[str, str]) -> Row:
    workers = cells.get("workers", "")
    return Row(
        number=number,
        id=cells.get("id", ""),
        date=cells.get("date", ""),
        description=cells.get("description", ""),
        workers="" if workers in NOTHING else workers,
        is_online=cells.get("online") == "True",
        sources=listed(cells.get("sources", "")),
        actions=listed(cells.get("actions", "")),
        locations=listed(cells.get("locations", "")),
        companies=listed(cells.get("companies", "")),
    )
