"""Kinds, places, employers and numbers as the list writes them, brought to our words; unknown words stay unknown."""

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from campaigns.choices import ActionKind, Qualifier
from unions.choices import EmployerKind
from unions.importers.countries import country_code
from unions.validators import folded_name

EMPLOYERS = Path(__file__).resolve().parent.parent / "data" / "employers.csv"
KINDS = {
    "protest": ActionKind.PROTEST,
    "open letter": ActionKind.OPEN_LETTER,
    "strike": ActionKind.STRIKE_WORK_STOPPAGE,
    "boycott": ActionKind.BOYCOTT,
    "union drive": ActionKind.ORGANISING_DRIVE,
    "union representation": ActionKind.RECOGNITION,
    "union contract": ActionKind.AGREEMENT,
    "legal action": ActionKind.LEGAL_ACTION,
    "resources": ActionKind.MUTUAL_AID,
    "resignation": ActionKind.RESIGNATION,
}
EVERYWHERE = {"worldwide", "europe", "online"}
# What stands before a country in the list is a town, but for these.
REGIONS = {
    "california", "fujian", "hunan", "jiangsu", "massachusetts", "nevada", "south carolina", "telangana", "tuscany",
    "virginia", "zhejiang",
}  # fmt: skip
TOWNS = {"washington dc": "Washington, D.C."}
# The words right before a number say how exact it is; a list that says nothing means about so many.
QUALIFIERS = (
    (r"(more than|over|upwards of|in excess of)", Qualifier.MORE_THAN),
    (r"(at least|no fewer than|minimum of)", Qualifier.AT_LEAST),
    (r"(police (say|said|estimated|put)( that| it at)?)", Qualifier.POLICE_SAYS),
)


class Place(NamedTuple):
    """Where; an empty country stands for several, or none."""

    country: str = ""
    region: str = ""
    city: str = ""


def place(words: str) -> Place | None:
    """Return the place of `brooklyn-new york city-new york-usa`; None where the country is unknown."""
    if folded_name(words) in EVERYWHERE:
        return Place()
    *parts, last = (part.replace("_", " ").strip() for part in words.split("-"))
    country = country_code(last)
    if not country:
        return None
    if len(parts) == 1 and parts[0] in REGIONS:
        return Place(country, region=in_capitals(parts[0]))
    named = [TOWNS.get(part, in_capitals(part)) for part in parts]
    return Place(country, region=named[-1] if len(named) > 1 else "", city=named[0] if named else "")


def in_capitals(words: str) -> str:
    """Return `são paulo` as `São Paulo`; what has capitals already stays as it is."""
    return words if words != words.lower() else " ".join(word[:1].upper() + word[1:] for word in words.split())


def employer(written: str) -> tuple[str, str] | None:
    """Return name and kind of an employer; None where the list means nobody."""
    known = _spelled().get(written.casefold())
    if known is not None:
        return known if known[0] else None
    return in_capitals(written.replace("_", " ")), EmployerKind.COMPANY.value


def qualifier(number: int, text: str) -> str:
    """Return how exact a text says its number is: by the words right before it."""
    written = rf"(?<![\d.,]){'|'.join((re.escape(f'{number:,}'), str(number)))}(?![\d,.]*\d)"
    for words, found in QUALIFIERS:
        if re.search(rf"\b{words}\s+({written})", text, re.IGNORECASE):
            return found
    return Qualifier.ABOUT


@lru_cache(maxsize=1)
def _spelled() -> dict[str, tuple[str, str]]:
    with EMPLOYERS.open(encoding="utf-8", newline="") as lines:
        return {row["written"]: (row["name"], row["kind"]) for row in csv.DictReader(lines)}
