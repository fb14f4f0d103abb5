"""A backup comes back: checked, put in place of what is there, and so that no mail goes twice."""

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from solidarity.actions import restorations
from solidarity.actions.restorations import Held
from solidarity.management.running import backups, programs, roles
from solidarity.tasks import let_the_clock_tick
from unions.models import Announcement, Organisation, User

MOST_TICKS = 50  # each settles some hundred rows; more than have come due since a backup
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class NotNow(Exception):
    """Restoring would destroy something or could send mails twice; the words say what to do first."""


def restore(folder: Path, *, may_replace: bool, at: datetime) -> Held:
    """Put a backup in place and hold back what waited in it. Raises BadBackup, NotNow, or ProgramFailed.

    The web role is let in last: until then no worker can read what might still be sent.
    """
    backups.read(folder)
    programs.call("pg_restore", "--list", "--file=/dev/null", folder / backups.DUMP)
    _refuse_company()
    if not may_replace and is_in_use():
        raise NotNow("There is a portal in this database. Say --yes to put the backup in its place.")
    read_back(folder)
    held = hold_back(at)
    if roles.is_apart():
        roles.grant()
    return held


def is_in_use() -> bool:
    """Say whether the database holds anybody or anything of a portal."""
    tables = connection.introspection.table_names()
    models = [model for model in (User, Organisation) if model._meta.db_table in tables]
    return any(model._base_manager.exists() for model in models)


def read_back(folder: Path) -> None:
    """Put tables and files in place of those that are there, and bring an older backup's tables up to date."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
    connection.close()
    programs.call("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={connection.settings_dict['NAME']}", folder / backups.DUMP)  # fmt: skip
    call_command("migrate", verbosity=0, interactive=False)
    _empty(settings.PRIVATE_FILES)
    backups.copy_files(folder / backups.FILES, settings.PRIVATE_FILES)


def hold_back(at: datetime) -> Held:
    """Settle in silence what came due since the backup, then hold every mail: each may have been sent after it."""
    try:
        _catch_up()
    finally:
        held = restorations.hold_back(at=at)
    return held


def _catch_up() -> None:
    for _tick in range(MOST_TICKS):
        before = Announcement.objects.count()
        try:
            let_the_clock_tick()
        except ExceptionGroup:  # what cannot be settled is in the log, and the clock will say so again
            return
        if Announcement.objects.count() == before:
            return


def _refuse_company() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        others = cursor.fetchone()[0]
    if others:
        raise NotNow(f"{others} others use this database. Stop web, workers and beat first.")


def _empty(folder: Path) -> None:
    """Remove what lies in a folder, but not the folder: it may be a volume of its own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
