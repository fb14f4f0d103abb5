"""The lists that come with the program, in the order in which they are best read: the most exact first."""

from collections.abc import Callable
from pathlib import Path

from unions.importers import forum, global_unions, name_suggestion_index
from unions.importers.rows import Row, read_own_format

CITED = Path(__file__).resolve().parent.parent / "data" / "cited.csv"


def read_cited() -> list[Row]:
    """Return the unions that public reports name, each with its source."""
    return read_own_format(CITED.read_bytes())


READERS: dict[str, Callable[[], list[Row]]] = {
    "global": global_unions.read,
    "osm": name_suggestion_index.read,
    "cited": read_cited,
    "forum": forum.read,
}
