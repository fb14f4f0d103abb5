"""Reads the list of organisations at the European Social Forums (unions/data/european_social_forum)."""

import csv
import re
from collections import Counter
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unions.choices import OrganisationKind
from unions.importers.countries import country_code
from unions.importers.rows import Row
from unions.importers.words import kind_of, sectors_of
from unions.validators import folded_name

FOLDER = Path(__file__).resolve().parent.parent / "data" / "european_social_forum"
SCHEME = "ESF-FORUM"
SOURCE = "European Social Forums 2002–2004"
NO_UNION = re.compile(r"\bpolitical|\bparty\b|\bparliament\b", re.IGNORECASE)
CUT_FROM_NAME = re.compile(r"\s*\(([^()]*)\)\s*$")

Cells = dict[str, str]


def read() -> list[Row]:
    """Return every row of the list; what is no trade union carries the reason."""
    organisations = _table("organisations")
    parents = {row["target_id"]: row["source_name"] for row in _table("links") if row["relation"] == "Is Part Of"}
    corrections = {(row["nid"], row["column"]): row["value"] for row in _table("corrections")}
    heads = _heads(organisations)
    return [
        _row(number, {**cells, "part_of": parents.get(cells["nid"], "")}, heads, corrections)
        for number, cells in enumerate(organisations, start=2)
    ]


def _table(name: str) -> list[Cells]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [{column: " ".join(cell.split()) for column, cell in row.items()} for row in csv.DictReader(lines)]
    return [{column: "" if cell == "na" else cell for column, cell in row.items()} for row in rows]


def _heads(organisations: list[Cells]) -> dict[tuple[str, str], str]:
    """Return, by country and acronym, the one union whose acronym its branches carry as well."""
    unions = [row for row in organisations if _why_no_union(row) == ""]
    shared = Counter((row["country_name"], row["acronym"]) for row in unions)
    return {
        (row["country_name"], row["acronym"]): row["nid"]
        for row in unions
        if shared[row["country_name"], row["acronym"]] > 1 and _is_head(row)
    }


def _is_head(cells: Cells) -> bool:
    return folded_name(cells["name"]) == folded_name(cells["acronym"]) or bool(_after_acronym(cells))


def _after_acronym(cells: Cells) -> str:
    """Return “Confédération…” of “CGT – Confédération…”, or nothing where the name does not begin like that."""
    begin = re.match(rf"{re.escape(cells['acronym'])}\s*[-–]\s+(?=\S)", cells["name"], re.IGNORECASE)
    return cells["name"][begin.end() :] if cells["acronym"] and begin else ""


def _why_no_union(cells: Cells) -> object:
    if cells["type"] != "Trade Union":
        return format_lazy(_("The list itself calls it “{type}”, not a trade union."), type=cells["type"])
    if NO_UNION.search(f"{cells['name']} {cells['description']}"):
        return _("The list calls it a trade union, but its own description is that of a political body.")
    return ""


def _row(number: int, cells: Cells, heads: dict[tuple[str, str], str], corrections: dict[tuple[str, str], str]) -> Row:
    nid = cells["nid"]
    head = heads.get((cells["country_name"], cells["acronym"]), "")
    is_branch = head not in {"", nid}
    acronym = "" if is_branch or folded_name(cells["acronym"]) == folded_name(cells["name"]) else cells["acronym"]
    parent = cells["part_of"] or cells["parent_group"] or (f"{SCHEME}:{head}" if is_branch else "")
    identifiers = (f"{SCHEME}:{nid}", corrections.get((nid, "identifiers"), ""))
    return Row(
        number=number,
        name=corrections.get((nid, "name")) or _name(cells),
        country=cells["country_name"] or cells["country_iso2"],
        acronym=acronym,
        kind=corrections.get((nid, "kind")) or _kind(cells),
        parent=corrections.get((nid, "parent")) or parent,
        city=cells["city"],
        website=cells["website"],
        sectors=sectors_of(cells["name"], cells["description"]),
        identifiers=tuple(filter(None, identifiers)),
        other_names=tuple(name for name in corrections.get((nid, "other_names"), "").split("; ") if name),
        source=SOURCE,
        refusal=_why_no_union(cells),
    )


def _kind(cells: Cells) -> str:
    """Levels come from the description first: a name may carry the name of the body above."""
    described = kind_of(cells["description"])
    return described if described != OrganisationKind.UNION else kind_of(cells["name"])


def _name(cells: Cells) -> str:
    """Return the name without its acronym in front, and without its country or acronym in brackets behind."""
    name = _after_acronym(cells) or cells["name"]
    behind = CUT_FROM_NAME.search(name)
    if not behind:
        return name
    is_known = behind[1] == cells["acronym"] or country_code(behind[1]) == cells["country_iso2"] != ""
    return name[: behind.start()] if is_known else name
