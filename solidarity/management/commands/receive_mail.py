"""manage.py receive_mail: takes bounces, complaints and replies from the mail server by LMTP."""

import asyncio
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from solidarity.management.receiving import lmtp


class Command(BaseCommand):
    """Listens until it is told to end."""

    help = (
        "Take bounces, complaints and replies by LMTP. It asks nobody who they are: let the mail server alone reach it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Where to listen; the loopback, unless said otherwise.")
        parser.add_argument("--port", type=int, default=8024)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        asyncio.run(lmtp.serve(host, port, self.say))

    def say(self, port: int) -> None:
        """Say that mail is taken from now on."""
        self.stdout.write(f"Listening on port {port}.")
        self.stdout.flush()
