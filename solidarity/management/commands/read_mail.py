"""manage.py read_mail FOLDER, or - for one mail on standard input: takes bounces, complaints and replies."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from solidarity.actions.incoming_mails import Fate, NotNow, take
from solidarity.management.receiving.folders import NoMailbox, read_folder
from unions.mail.incoming.messages import LARGEST

COME_AGAIN = 75  # what mail servers understand (EX_TEMPFAIL of sysexits.h)


class Command(BaseCommand):
    """Reads what the mail server put into a folder, or hands over by a pipe."""

    help = "Take bounces, complaints and replies from a maildir or an mbox, or one mail from standard input (-)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="A maildir or an mbox: what was taken is removed. Or -, for one mail.")
        parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="With -: for whom it came.")

    def handle(self, *args: Any, source: str, to: list[str], **options: Any) -> None:
        try:
            fates = _one(to) if source == "-" else read_folder(Path(source))
        except NotNow:
            raise CommandError("The database is away: nothing more was taken.", returncode=COME_AGAIN) from None
        except NoMailbox:
            raise CommandError(f"{source} is neither a maildir nor an mbox that nobody else writes to now.") from None
        self.stdout.write(", ".join(f"{fate.value}: {fates[fate]}" for fate in Fate))


def _one(to: list[str]) -> "Counter[Fate]":
    raw = sys.stdin.buffer.read(LARGEST + 1)
    return Counter([take(raw, to=to, at=timezone.now())])
