"""manage.py doctor: looks at everything that the portal needs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from solidarity.management.running import doctor, mail
from solidarity.management.running.findings import Finding


class Command(BaseCommand):
    """Says what is well, what is wrong and what to do; ends with 1 where something is wrong."""

    help = "Look at database, broker, mail, clock, keys, files, workers and address; say what is wrong and what to do."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", metavar="ADDRESS", help="Send a test mail there.")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [finding for finding in doctor.examine() if not self.tell(finding)]
        if options["to"]:
            wrong += [finding for finding in mail.send_to(options["to"]) if not self.tell(finding)]
        if wrong:
            raise CommandError(f"{len(wrong)} to mend.")

    def tell(self, finding: Finding) -> bool:
        """Write one line, and what to do in another; return whether all is well."""
        self.stdout.write(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.what:<14} {finding.words}")
        if finding.advice:
            self.stdout.write(f"{'':22}→ {finding.advice}")
        return finding.is_well
