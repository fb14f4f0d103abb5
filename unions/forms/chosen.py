"""What a reader of a list has chosen: read from the address, whatever stands there."""

import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST = 100  # characters of a value


@dataclass(frozen=True)
class Chosen:
    """Search words and, in the lists that have them, filters; an empty text stands for nothing chosen."""

    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Take what is known from an address; control characters and endless texts are cut."""
        return cls(**{each.name: _clean(query.get(each.name, "")) for each in fields(cls)})

    @property
    def chosen(self) -> dict[str, str]:
        """What has been chosen, by name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays chosen when the search words change."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]

    def having(self, **changes: str) -> str:
        """Return the query of the address with these changes, from the first page: `?country=BD&kind=funds`."""
        return f"?{urlencode(replace(self, **changes).chosen)}"

    def page(self, **cursor: str) -> str:
        """Return the query of another page of the same choice."""
        return f"?{urlencode(self.chosen | cursor)}"


def _clean(text: str) -> str:
    shown = (character for character in text if unicodedata.category(character) not in {"Cc", "Cs"})
    return " ".join("".join(shown).split())[:LONGEST]
