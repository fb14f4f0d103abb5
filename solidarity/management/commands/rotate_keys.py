"""manage.py rotate_keys: writes everything encrypted anew with the first of FIELD_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand

from solidarity.management.running import keys


class Command(BaseCommand):
    """After it, the older keys open nothing here any more; backups still need them."""

    help = "Write every encrypted column anew with the first of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{keys.write_anew()} fields are written with the newest key.")
