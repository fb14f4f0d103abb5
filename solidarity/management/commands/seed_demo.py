"""manage.py seed_demo: fills an empty database with the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from solidarity.management.demonstration import building


class Command(BaseCommand):
    """Builds the demonstration once; the second time it leaves everything as it is."""

    help = "Fill an empty database with the demonstration (only with DEMONSTRATION=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration: set DEMONSTRATION=1 on an empty database of its own.")
        if building.is_built():
            self.stdout.write("The demonstration is there already.")
            return
        with translation.override("en"):
            building.build(timezone.now())
        self.stdout.write("The demonstration is built.")
