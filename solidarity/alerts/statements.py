"""Statements that ask the same of many lists of numbers: planned once, since that takes longer than asking."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg2.extensions import AsIs

Part = tuple[str, Sequence[Any]]  # SQL with its values
_names = map("alerts_{}".format, itertools.count(1))


@dataclass(frozen=True)
class Numbers:
    """Stands among the values for one of the lists of numbers, by its place among them."""

    place: int


def together(sql: str, parts: Mapping[str, Part]) -> Part:
    """Put parts where `sql` names them in braces; they are given in the order in which it does."""
    for name, (part, _values) in parts.items():
        sql = sql.replace(f"{{{name}}}", part)
    return sql, [value for _part, values in parts.values() for value in values]


class Statement:
    """Asks one after another; one that is kept is planned once, until `forget_all`."""

    def __init__(self, part: Part, *, is_kept: bool = False) -> None:
        self._sql, self._values = part
        self._is_kept, self._name = is_kept, ""

    def ask(self, *lists: list[int]) -> list[tuple[Any, ...]]:
        """Return the rows of the answer."""
        with connection.cursor() as cursor:
            if self._is_kept:
                self._prepare(cursor, len(lists))
                cursor.execute(f"EXECUTE {self._name} ({', '.join(['%s::bigint[]'] * len(lists))})", lists)
            else:
                cursor.execute(self._sql, [lists[v.place] if isinstance(v, Numbers) else v for v in self._values])
            return list(cursor.fetchall())

    def _prepare(self, cursor: Any, lists: int) -> None:
        if self._name:
            return
        name = next(_names)
        cursor.execute("SET plan_cache_mode = force_generic_plan")  # or it would plan a few times more, to compare
        values = [AsIs(f"${value.place + 1}") if isinstance(value, Numbers) else value for value in self._values]
        cursor.execute(f"PREPARE {name} ({', '.join(['bigint[]'] * lists)}) AS {self._sql}", values)
        self._name = name


def forget_all() -> None:
    """Let go of what is kept on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
