"""Countries as people write them, brought to their ISO 3166-1 code."""

import csv
from functools import lru_cache
from pathlib import Path

from babel import Locale

from unions.validators import folded_name

COUNTRIES = Path(__file__).resolve().parent.parent / "data" / "countries.csv"

# Beyond the shipped names, CLDR's names in these languages are understood.
SPOKEN = (
    "en de it pt nl sv nb da fi is tr ru uk be pl cs sk hu ro bg el sq sr hr sl lv lt et ga ca eu gl "
    "zh ja ko id ms vi th hi bn ur ta ne si my km sw am fil fa he ka hy az kk mn"
)


def country_code(words: str) -> str:
    """Return the code for a code or a name in any language we know; empty where it is unknown or could be two."""
    folded = folded_name(words)
    if not folded:
        return ""
    return shipped_names().get(folded) or _without_article(folded) or cldr_names().get(folded, "")


def _without_article(folded: str) -> str:
    """Understand “the Netherlands” and “los Países Bajos”."""
    first, _, rest = folded.partition(" ")
    return (
        shipped_names().get(rest, "")
        if first in {"the", "la", "le", "les", "el", "los", "las", "die", "il", "l"}
        else ""
    )


@lru_cache(maxsize=1)
def shipped_names() -> dict[str, str]:
    """Folded names and codes of `countries.csv`; a name that two countries share is not there."""
    names: dict[str, str] = {}
    with COUNTRIES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name in (row["code"], *row["names"].split("|")):
                _keep(names, folded_name(name), row["code"])
    return {name: code for name, code in names.items() if code}


@lru_cache(maxsize=1)
def cldr_names() -> dict[str, str]:
    """Folded names of the Common Locale Data Repository; read only when the shipped ones do not help."""
    codes = set(shipped_names().values())
    names: dict[str, str] = {}
    for language in SPOKEN.split():
        for code, name in Locale(language).territories.items():
            if code in codes:
                _keep(names, folded_name(name), code)
    return {name: code for name, code in names.items() if code}


def _keep(names: dict[str, str], name: str, code: str) -> None:
    names[name] = code if names.get(name, code) == code else ""
