"""One row of a list before anything is decided about it, and the portal's own CSV columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from unions.importers.csv_files import rows_of

NEEDED = ("name", "country")
COLUMNS = (
    *NEEDED,
    "acronym",
    "kind",
    "parent",
    "affiliations",
    "city",
    "website",
    "languages",
    "sectors",
    "identifiers",
    "other_names",
    "source",
)


@dataclass(frozen=True)
class Row:
    """An organisation in somebody else's words. `refusal` says why a reader already knows it for no union."""

    number: int
    name: str
    country: str
    acronym: str = ""
    kind: str = ""
    parent: str = ""
    affiliations: tuple[str, ...] = ()
    city: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    source: str = ""
    refusal: object = ""
    notes: tuple[object, ...] = field(default=())


def read_own_format(content: bytes) -> list[Row]:
    """Return the rows of a CSV file with the columns of docs/importing.md."""
    return [_row(number, cells) for number, cells in enumerate(rows_of(content, needed=NEEDED, known=COLUMNS), start=2)]


def _row(number: int, cells: dict[str, str]) -> Row:
    texts = {
        name: cells.get(name, "")
        for name in ("name", "country", "acronym", "kind", "parent", "city", "website", "source")
    }
    lists = {
        name: _listed(cells.get(name, ""))
        for name in ("affiliations", "languages", "sectors", "identifiers", "other_names")
    }
    unknown = tuple(name for name in cells if name not in COLUMNS and cells[name])
    return Row(number=number, notes=_left_out(unknown), **texts, **lists)  # type: ignore[arg-type]


def _listed(cell: str) -> tuple[str, ...]:
    parts: Iterable[str] = (part.strip() for part in cell.split(";"))
    return tuple(part for part in parts if part)


def _left_out(columns: tuple[str, ...]) -> tuple[object, ...]:
    return (_("Some columns are not known here and were left out."),) if columns else ()
