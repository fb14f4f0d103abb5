"""manage.py demo_people: who one can be in the demonstration."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from solidarity.management.demonstration.organisations import FOUNDERS
from solidarity.management.demonstration.people import PEOPLE, Person
from unions.choices import Role

ORGANISATIONS = {founder.key: founder.acronym or founder.name for founder in FOUNDERS}


class Command(BaseCommand):
    """Prints the made-up people with their passwords, which are of this installation alone."""

    help = "Print the people of the demonstration by role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for the mailbox, with the secrets of second factors")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("This is not a demonstration: it has no made-up people.")
        rows = [self._row(person) for person in PEOPLE]
        if options["json"]:
            self.stdout.write(json.dumps(rows))
            return
        for row in rows:
            self.stdout.write(f"{row['role']}: {row['handle']}, {row['organisation']}, {row['password']}")

    def _row(self, person: Person) -> dict[str, str]:
        role = ", ".join([person.role, *person.duties]).replace("_", " ")
        return {
            "handle": person.handle,
            "role": role,
            "organisation": ORGANISATIONS[person.organisation],
            "email": person.address,
            "password": person.password,
            "totp_secret": person.totp_secret if person.role != Role.MEMBER or person.duties else "",
        }
