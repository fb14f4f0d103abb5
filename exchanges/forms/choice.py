"""What a reader of the list has chosen: read from the address, whatever stands there."""

import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

NAMES = ("direction", "country", "language", "sector", "month", "state")
LONGEST = 20  # characters of a value


@dataclass(frozen=True)
class Choice:
    """The filters; an empty text stands for nothing chosen."""

    direction: str = ""
    country: str = ""
    language: str = ""
    sector: str = ""
    month: str = ""
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
    def shows_past(self) -> bool:
        """Whether the reader looks at what came of others."""
        return self.state == "past"

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of the month that was chosen, or None."""
        year, _dash, month = self.month.partition("-")
        if not (year.isdecimal() and month.isdecimal()) or not (2000 <= int(year) <= 2999 and 1 <= int(month) <= 12):
            return None
        return date(int(year), int(month), 1), date(int(year), int(month), monthrange(int(year), int(month))[1])

    def having(self, **changes: str) -> str:
        """Return the query of the address with these changes: `?country=MX&language=es`."""
        return f"?{urlencode(replace(self, **changes).chosen)}"

    def page(self, **cursor: str) -> str:
        """Return the query of another page of the same choice."""
        return f"?{urlencode(self.chosen | cursor)}"


def _clean(text: str) -> str:
    return "".join(each for each in text if unicodedata.category(each) not in {"Cc", "Cs"})[:LONGEST]
