"""What a reader of the board has chosen: read from the address, whatever stands there."""

import unicodedata
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

NAMES = ("q", "kind", "urgency", "country", "sector", "language", "employer", "effort", "state")
EFFORTS = {"10": 10, "60": 60}  # minutes
LONGEST = 100  # characters of a value


@dataclass(frozen=True)
class Choice:
    """Search words and filters; an empty text stands for nothing chosen."""

    q: str = ""
    kind: str = ""
    urgency: str = ""
    country: str = ""
    sector: str = ""
    language: str = ""
    employer: str = ""
    effort: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Choice":
        """Take what is known from an address; control characters and endless texts are cut."""
        return cls(**{name: _clean(query.get(name, "")) for name in NAMES})

    @property
    def chosen(self) -> dict[str, str]:
        """What has been chosen, by name."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name)}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays chosen when the search words change."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]

    @property
    def shows_ended(self) -> bool:
        """Whether the reader looks at requests that have closed."""
        return self.state == "closed"

    @property
    def minutes(self) -> int | None:
        """The most minutes that the help may take."""
        return EFFORTS.get(self.effort)

    def having(self, **changes: str) -> str:
        """Return the query of the address with these changes, from the first page: `?country=BD&kind=funds`."""
        return f"?{urlencode(replace(self, **changes).chosen)}"

    def page(self, **cursor: str) -> str:
        """Return the query of another page of the same choice."""
        return f"?{urlencode(self.chosen | cursor)}"


def _clean(text: str) -> str:
    shown = (character for character in text if unicodedata.category(character) not in {"Cc", "Cs"})
    return " ".join("".join(shown).split())[:LONGEST]
