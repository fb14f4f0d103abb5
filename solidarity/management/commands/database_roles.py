"""manage.py database_roles: makes the web role and says what it may do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from solidarity.management.running import roles


class Command(BaseCommand):
    """Grants; may run any number of times, and should after every migration and restore."""

    help = "Make the role of DATABASE_URL and grant it what pages and workers need. Needs OWNER_DATABASE_URL."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = roles.grant()
        except roles.SameRole as refusal:
            raise CommandError("Set OWNER_DATABASE_URL to another role than that of DATABASE_URL.") from refusal
        self.stdout.write(f"{name} may read and write all tables, and only add to the trail.")
