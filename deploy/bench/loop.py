"""The sending loop in one process, without Celery: rows are ready; counts its SQL statements."""

import json
import sys
from typing import Any

import django


class Counter:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Count one statement and let it pass."""
        self.statements += 1
        return execute(sql, params, many, context)


def main() -> None:
    """Make ready, say so, send everything that is due, and say what it took."""
    django.setup()
    from django.db import connection

    from solidarity.alerts import engine
    from solidarity.alerts.preparing import prepare

    prepare()
    connection.ensure_connection()
    counter = Counter()
    print("ready", flush=True)
    sys.stdin.readline()
    with connection.execute_wrapper(counter):
        while engine.run(seconds=3600):
            continue
    print("done", json.dumps({"statements": counter.statements}), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
