"""How many requests each filter of the board would leave, counted among those the reader may find there."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from solidarity.models import Need

MOST_COUNTED = 1000  # beyond it the newest thousand are counted and no numbers shown


@dataclass
class Row:
    """What the filters ask of one request."""

    country: str
    sector: str
    employer: str
    employer_name: str
    urgency: str
    languages: set[str]
    kinds: set[str] = field(default_factory=set)


# Each filter with the values of a request that it matches.
VALUES: dict[str, Callable[[Row], Iterable[str]]] = {
    "kind": lambda row: row.kinds,
    "urgency": lambda row: [row.urgency],
    "country": lambda row: [row.country],
    "sector": lambda row: [row.sector],
    "language": lambda row: row.languages,
    "employer": lambda row: [row.employer],
}


@dataclass(frozen=True)
class Facets:
    """For each filter the values that there are, with how many requests each would leave."""

    counts: dict[str, Counter[str]]
    employer_names: dict[str, str]
    are_complete: bool


def facets_of(found: Any, chosen: dict[str, str]) -> Facets:
    """Count, for each filter, the requests that match all the others; two queries however many there are.

    `found` is a scoped queryset that search and state have already narrowed.
    """
    rows = _rows(found)
    counts = {name: _count(rows.values(), name, chosen) for name in VALUES}
    names = {row.employer: row.employer_name for row in rows.values()}
    return Facets(counts, names, len(rows) < MOST_COUNTED)


def _rows(found: Any) -> dict[int, Row]:
    columns = ("pk", "country", "sector__code", "employer__public_id", "employer__name", "urgency")
    newest = found.order_by("-opened_at", "-pk").values_list(*columns, "language", "languages")[:MOST_COUNTED]
    rows = {
        pk: Row(country, sector or "", employer or "", name or "", urgency, {language, *languages})
        for pk, country, sector, employer, name, urgency, language, languages in newest
    }
    needs = Need.objects.filter(solidarity_request__in=list(rows)).order_by()
    for pk, kind in needs.values_list("solidarity_request", "kind__code"):
        rows[pk].kinds.add(kind)
    return rows


def _count(rows: Iterable[Row], name: str, chosen: dict[str, str]) -> Counter[str]:
    others = {other: value for other, value in chosen.items() if other != name and other in VALUES}
    matching = (row for row in rows if all(value in VALUES[other](row) for other, value in others.items()))
    return Counter(value for row in matching for value in VALUES[name](row) if value)
