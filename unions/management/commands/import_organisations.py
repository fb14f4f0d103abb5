"""`manage.py import_organisations`: a preview of a list of unions, or its import."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from unions.importers.applying import apply
from unions.importers.previewing import preview
from unions.importers.rows import Row, read_own_format
from unions.importers.shipped import READERS
from unions.validators import Refused


class Command(BaseCommand):
    """Shows what would become of each row; with --apply it is done."""

    help = "Show what would become of each row of a list of unions, and why; with --apply, do it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "lists", nargs="+", metavar="LIST", help=f"A CSV file, or one of {', '.join(READERS)}, all."
        )
        parser.add_argument("--apply", action="store_true", help="Write it. Without this nothing is changed.")
        parser.add_argument("--quiet", action="store_true", help="Totals only.")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in options["lists"]:
            for each in READERS if name == "all" else [name]:
                self._import(each, options)

    def _import(self, name: str, options: dict[str, Any]) -> None:
        try:
            rows = _read(name)
        except (Refused, OSError) as error:
            raise CommandError(f"{name}: {error}") from error
        seen = preview(rows)
        if options["apply"]:
            apply(seen, by=None, at=timezone.now())
        for line in [] if options["quiet"] else seen.lines:
            self.stdout.write(str(line))
        self.stdout.write(f"{name}: {seen.totals_in_words(is_written=options['apply'])}")


def _read(name: str) -> list[Row]:
    if name in READERS:
        return READERS[name]()
    return read_own_format(Path(name).read_bytes())
