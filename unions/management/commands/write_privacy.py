"""Writes docs/privacy.md from the rules of retention."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from unions.retention.document import as_markdown

FILE = Path(settings.BASE_DIR) / "docs" / "privacy.md"


class Command(BaseCommand):
    """Put what the program does into words, where those who do not read programs find it."""

    help = "Writes docs/privacy.md from the rules of retention."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"{FILE.name} is written.")
