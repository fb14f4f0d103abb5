"""The people of the demonstration, as `manage.py demo_people --json` wrote them down."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DemoPerson:
    """Somebody that you can sign in as."""

    handle: str
    role: str
    organisation: str
    email: str
    password: str
    totp_secret: str = ""


def read(path: Path) -> list[DemoPerson]:
    """Return the people; none before the demonstration has made them."""
    if not path.exists():
        return []
    known = DemoPerson.__dataclass_fields__
    return [
        DemoPerson(**{name: value or "" for name, value in person.items() if name in known})
        for person in json.loads(path.read_text() or "[]")
    ]


def table(people: list[DemoPerson]) -> str:
    """Lay the people out for the terminal, one a line, under their roles."""
    rows = [(person.role, person.handle, person.password, person.organisation) for person in people]
    heads = ("Role", "Handle", "Password", "Organisation")
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(4)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [heads, *rows])
    return "\n".join(f"  {line}".rstrip() for line in lines)
