"""The texts of the demonstration's requests, one file each, in every language of the portal."""

import tomllib
from pathlib import Path
from typing import Any

FIELDS = ("title", "what_happens", "own_action", "demands")
FOLDER = Path(__file__).parent / "texts"
NEEDS = Path(__file__).parent / "needs.toml"


def read(name: str) -> dict[str, Any]:
    """Return `language`, and for each field the texts by language."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def need_titles(name: str) -> dict[str, str]:
    """Return what a need of the demonstration is called, by language."""
    with NEEDS.open("rb") as file:
        return dict(tomllib.load(file)[name])


def original(texts: dict[str, Any]) -> dict[str, str]:
    """Return the fields as the asking union wrote them."""
    return {field: texts[field][texts["language"]] for field in FIELDS}


def translations(texts: dict[str, Any], language: str) -> dict[str, str]:
    """Return the fields that there are in another language."""
    return {field: texts[field][language] for field in FIELDS if texts[field].get(language)}


def languages(texts: dict[str, Any]) -> list[str]:
    """Return the languages into which the texts were translated."""
    return sorted({language for field in FIELDS for language in texts[field]} - {texts["language"]})
