"""Reads the global union federations (unions/data/global_unions.csv)."""

import csv
from pathlib import Path

from unions.choices import OrganisationKind
from unions.importers.rows import Row

DATA = Path(__file__).resolve().parent.parent / "data"
SOURCE = "the federation’s own name and scope"


def read() -> list[Row]:
    """Return every federation with the sectors that stand under its code."""
    with (DATA / "global_unions.csv").open(encoding="utf-8", newline="") as lines:
        return [_row(number, cells) for number, cells in enumerate(csv.DictReader(lines), start=2)]


def _row(number: int, cells: dict[str, str]) -> Row:
    return Row(
        number=number,
        name=cells["name"],
        country="",
        acronym="" if cells["name"].startswith(cells["guf_code"]) else cells["guf_code"],
        kind=OrganisationKind.GLOBAL_UNION_FEDERATION,
        sectors=_sectors(cells["guf_code"]),
        source=SOURCE,
    )


def _sectors(guf_code: str) -> tuple[str, ...]:
    with (DATA / "sectors.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(row["code"] for row in csv.DictReader(lines) if row["guf_code"] == guf_code)
