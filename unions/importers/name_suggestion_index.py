"""Reads the unions of OpenStreetMap's name-suggestion-index (unions/data/name_suggestion_index.csv)."""

import csv
from pathlib import Path

from unions.choices import OrganisationKind
from unions.importers.rows import Row
from unions.importers.words import kind_of, sectors_of
from unions.validators import folded_name

FILE = Path(__file__).resolve().parent.parent / "data" / "name_suggestion_index.csv"
SOURCE = "name-suggestion-index, Wikidata"


def read() -> list[Row]:
    """Return every row of the list."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [_row(number, cells) for number, cells in enumerate(csv.DictReader(lines), start=2)]


def _row(number: int, cells: dict[str, str]) -> Row:
    name, label = cells["official_name"], cells["label_en"]
    known = {folded_name(name), folded_name(cells["acronym"])}
    is_known = folded_name(cells["acronym"]) == folded_name(name)
    return Row(
        number=number,
        name=name,
        country=cells["country_location_set"],
        acronym="" if is_known else cells["acronym"],
        kind=_kind(cells),
        website=cells["website"],
        sectors=sectors_of(name),
        identifiers=(f"WIKIDATA:{cells['wikidata']}",) if cells["wikidata"] else (),
        other_names=() if folded_name(label) in known else (f"{label} [en]",),
        source=SOURCE,
    )


def _kind(cells: dict[str, str]) -> str:
    """A description may name the confederation that a union belongs to, so it only tells what is for students."""
    described = kind_of(cells["description_en"])
    return described if described == OrganisationKind.NGO_ALLY else kind_of(cells["label_en"], cells["official_name"])
