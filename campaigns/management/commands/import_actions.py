"""`manage.py import_actions`: a preview of the list of actions that comes with the program, or its import."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaigns.importers.previewing import apply, preview
from campaigns.importers.rows import read
from unions.validators import Refused


class Command(BaseCommand):
    """Shows what would become of each row; with --apply it is done."""

    help = "Show what would become of each row of a list of actions, and why; with --apply, do it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", nargs="?", metavar="FILE", help="Another copy of the list than the one shipped.")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--preview", action="store_true", help="Change nothing; what happens without any option.")
        way.add_argument("--apply", action="store_true", help="Write it.")
        parser.add_argument("--quiet", action="store_true", help="Totals only.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seen = preview(read(Path(options["list"]).read_bytes() if options["list"] else None))
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        if options["apply"]:
            apply(seen, by=None, at=timezone.now())
        for line in [] if options["quiet"] else seen.lines:
            self.stdout.write(str(line))
        self.stdout.write(seen.totals_in_words(is_written=options["apply"]))
