"""manage.py release_held MOMENT: sends what a restore held back."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from solidarity.actions import restorations


class Command(BaseCommand):
    """Lets go of everything that was held at the moment which `restore` printed."""

    help = "Send what a restore held back; who had it already gets it again, with the same Message-ID."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("moment", type=datetime.fromisoformat, help="As `restore` printed it.")

    def handle(self, *args: Any, **options: Any) -> None:
        released = restorations.release(held_at=options["moment"], at=timezone.now())
        self.stdout.write(
            f"{released.announcements} pieces of news with {released.copies} copies and {released.mails} single mails "
            "are on their way."
        )
