"""What was read from the database, and whether it would be read alike now, asked in one statement."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from solidarity.alerts.statements import Part

ASKED = "(SELECT md5(string_agg(answer::text, ',' ORDER BY answer::text)) FROM ({select}) AS answer)"


class Watch:
    """Notes each SELECT made in `with watch.noting()`, with a digest of what the database had to answer just before."""

    def __init__(self) -> None:
        self.selects: list[tuple[str, tuple[Any, ...]]] = []
        self.digests: list[str | None] = []
        self._is_asking = False

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what is read meanwhile; a change between digest and reading shows later as a change."""
        with connection.execute_wrapper(self._note):
            yield

    def part(self) -> Part:
        """Return an expression for the digests of now, and its values."""
        asked = ", ".join(ASKED.replace("{select}", select) for select, _values in self.selects)
        return f"ARRAY[{asked}]::text[]", [value for _select, values in self.selects for value in values]

    def _note(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("SELECT") and not self._is_asking:
            self._is_asking = True
            try:
                self._ask(sql, tuple(params or ()))
            finally:
                self._is_asking = False
        return execute(sql, params, many, context)

    def _ask(self, select: str, values: tuple[Any, ...]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {ASKED.replace('{select}', select)}", values)
            self.digests.append(cursor.fetchone()[0])
        self.selects.append((select, values))
