"""manage.py restore FOLDER: puts a backup back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from solidarity.management.running import backups, restoring
from solidarity.management.running.programs import ProgramFailed


class Command(BaseCommand):
    """Restores into an empty database, or with --yes in place of what is there. Stop web, workers and beat first."""

    help = "Put a backup in place of database and private files, and hold every mail that waited in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--yes", action="store_true", help="Replace the portal that is in the database.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            held = restoring.restore(options["folder"], may_replace=options["yes"], at=at)
        except (backups.BadBackup, restoring.NotNow, ProgramFailed) as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(
            f"The backup is in place. Held back, since they may have left after it was written: {held.announcements} "
            f"pieces of news with {held.copies} copies, and {held.mails} single mails.\n"
            "Everybody signs in again. The mail server's log says what had left; to send all that is held, "
            f"also a second time:\n\n    manage.py release_held {at.isoformat()}"
        )
