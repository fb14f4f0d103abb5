"""`manage.py load_reference`: the closed lists and the pages that are shipped with the program."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from unions.actions import reference


class Command(BaseCommand):
    """Loads them; may run any number of times."""

    help = "Load sectors, kinds of need and the pages about the portal. May run any number of times."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--refresh-pages", action="store_true", help="Put the shipped texts of the pages back.")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference.load(refresh_pages=options["refresh_pages"])
        self.stdout.write(f"{loaded.sectors} sectors, {loaded.need_kinds} kinds of need, {loaded.pages} pages.")
