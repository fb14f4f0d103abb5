"""manage.py backup FOLDER: writes database and private files there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from solidarity.management.running import backups
from solidarity.management.running.programs import ProgramFailed


class Command(BaseCommand):
    """Writes a backup while the portal runs. FIELD_KEYS are not in it: keep them elsewhere."""

    help = "Write database and private files into a new folder. Needs the owner's rights; FIELD_KEYS are not in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = backups.write(options["folder"], at=timezone.now())
        except (backups.BadBackup, ProgramFailed) as failure:
            raise CommandError(str(failure)) from failure
        self.stdout.write(f"{options['folder']} holds the database and {len(manifest.hashes) - 1} private files.")
        self.stdout.write("Encrypt it before it leaves this machine, and keep FIELD_KEYS apart from it.")
