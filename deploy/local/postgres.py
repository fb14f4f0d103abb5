"""A Postgres of our own: its data folder, its role and database, and the command that starts it."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

from deploy.local.binaries import find_postgres
from deploy.local.places import is_root
from deploy.local.processes import is_alive, other_user
from deploy.local.service import Service
from deploy.local.waiting import Unavailable

NAME = "solidarity"  # of the role and of its database; the role is no superuser
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for data that nobody will miss


def prepare(folder: Path, *, password: str, port: int, settings: dict[str, str] | None = None) -> Service:
    """Make the data folder if there is none, and return the server that will run on it."""
    binaries = find_postgres()
    if (folder / "PG_VERSION").exists():
        refuse_other_version(folder, binaries)
        end_left_over(folder)
    else:
        initialise(folder, binaries, password)
    options = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", **(settings or {})}
    return Service(
        name="postgres",
        command=[binaries / "postgres", "-D", folder, *(f"--{name}={value}" for name, value in options.items())],
        url=f"postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}",
        answers=lambda: has_database(port, password),
        stop_signal=signal.SIGINT,  # its fast shutdown: rolls back, writes all, leaves
        death_signal=signal.SIGINT,
        as_nobody=is_root(),
    )


def initialise(folder: Path, binaries: Path, password: str) -> None:
    """Make an empty cluster in UTF-8 whose superuser has our password."""
    shutil.rmtree(folder, ignore_errors=True)  # what a killed run left half made
    folder.mkdir(mode=0o700, parents=True)
    password_file = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if is_root():
        for path in (folder, password_file):
            shutil.chown(path, "nobody")
    try:
        run_initdb(binaries, folder, password_file)
    finally:
        password_file.unlink()


def run_initdb(binaries: Path, folder: Path, password_file: Path) -> None:
    """Call initdb as the user that will own the data. Raises Unavailable with its own words."""
    locale = ["--locale-provider=builtin"] if version(binaries) >= 17 else []
    command: list[str | Path] = [
        *(binaries / "initdb", "-D", folder, "-U", "postgres", f"--pwfile={password_file}", "--auth=scram-sha-256"),
        *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions", *locale),
    ]
    user = other_user(as_nobody=is_root())
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **user)
    if done.returncode:
        raise Unavailable(f"Postgres could not make its data folder {folder}:\n{done.stderr}")


def version(binaries: Path) -> int:
    """Return the major version of these programs."""
    answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+", answer)
    return int(found.group()) if found else 0


def refuse_other_version(folder: Path, binaries: Path) -> None:
    """Raise Unavailable when another major version made the data: it would refuse in harder words."""
    made_by = int((folder / "PG_VERSION").read_text())
    if made_by != version(binaries):
        raise Unavailable(
            f"The demonstration's data were made by Postgres {made_by}; this is {version(binaries)}. "
            "`make demo-reset` forgets them."
        )


def end_left_over(folder: Path, patience: float = 10) -> None:
    """Wait for the server of a killed run to leave its data, ask it to after a while, and clear its mark."""
    mark = folder / "postmaster.pid"
    deadline = time.monotonic() + patience
    while mark.exists() and serves(int(mark.read_text().split()[0]), folder):
        if time.monotonic() > deadline:
            os.kill(int(mark.read_text().split()[0]), signal.SIGQUIT)
        time.sleep(0.1)
    mark.unlink(missing_ok=True)


def serves(pid: int, folder: Path) -> bool:
    """Say whether this process is a Postgres on this very folder, not just one that got the same number."""
    try:
        return is_alive(pid) and str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def has_database(port: int, password: str) -> bool:
    """Say whether the server answers; make our role and database the first time that it does."""
    where = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": password, "dbname": "postgres"}
    try:
        connection = psycopg2.connect(**where, connect_timeout=2)
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        make_role_and_database(cursor, password)
    connection.close()
    return True


def make_role_and_database(cursor: psycopg2.extensions.cursor, password: str) -> None:
    """Make the portal's role, which may make test databases and the web role but is no superuser, and its database."""
    name = sql.Identifier(NAME)
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [NAME])
    if not cursor.rowcount:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD %s").format(name), [password])
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [NAME])
    if not cursor.rowcount:
        cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, name))
