"""Mail servers with moods, and workers in processes of their own."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from tests.smtp_server import SmtpServer

WORKER = "import django; django.setup(); from solidarity.alerts import engine; engine.run()"


@dataclass
class MoodyServer(SmtpServer):
    """Answers DATA as it is told; cuts the line, or kills a process, after having taken a message."""

    data_replies: list[str] = field(default_factory=list)  # in turn; then 250
    cuts: set[int] = field(default_factory=set)  # after taking which message, counted from one
    kills: dict[int, int] = field(default_factory=dict)  # after taking which message, which process
    pause: float = 0.0  # seconds before each reply to DATA

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message or refuse it, and then have a mood."""
        if self.data_replies:
            return self.data_replies.pop(0)
        reply = await super().handle_DATA(server, session, envelope)
        count = len(self.messages)
        await asyncio.sleep(self.pause)
        if count in self.kills:
            os.kill(self.kills[count], signal.SIGKILL)
        if count in self.cuts or count in self.kills:
            cast(asyncio.Transport, server.transport).abort()
        return reply


def start_worker(server: SmtpServer) -> "subprocess.Popen[bytes]":
    """Start a process that runs the engine once on the tests' database, with this server for its mail."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
