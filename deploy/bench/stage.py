"""What is measured on: a Postgres and a Redis of our own, and the portal set up on them in this process."""

import os
from collections.abc import Mapping
from contextlib import ExitStack

from deploy.local import catalogues, postgres
from deploy.local.places import make_state
from deploy.local.portal_environment import portal_environment, with_shell
from deploy.local.ports import any_free
from deploy.local.throwaway import Throwaway

NOWHERE = 1  # a port at which no mail server listens
PEERS = "peers"  # the database of those we are compared with


class Stage:
    """Starts services that nobody else uses, and ends them with the stack."""

    def __init__(self, stack: ExitStack, settings: Mapping[str, str]) -> None:
        make_state()
        catalogues.compile_changed()
        self.services = Throwaway()
        stack.callback(self.services.stop)
        password = self.services.keys["postgres_password"]
        folder = self.services.folder / "postgres"
        database = postgres.prepare(folder, password=password, port=any_free(), settings=dict(settings))
        self.database_url = self.services.spawn(database)
        self.redis_url = self.services.start_redis()
        for service, process in self.services.running:
            service.wait(self.services.stop_if_ended(service, process))

    @property
    def postgres_pid(self) -> int:
        """The process of Postgres that all others stand below."""
        return self._pid("postgres")

    @property
    def redis_pid(self) -> int:
        """The process of the broker."""
        return self._pid("redis")

    def environment(self, mail_port: int = NOWHERE, sessions: int = 0, /, **more: str) -> dict[str, str]:
        """Return the variables of a portal whose mail goes to this port, by so many sessions if that is said."""
        of_sessions = f"?sessions={sessions}" if sessions else ""
        variables = portal_environment(
            keys=self.services.keys,
            database_url=self.database_url,
            redis_url=self.redis_url,
            site_url="https://portal.example.org",
            email_url=f"smtp://127.0.0.1:{mail_port}{of_sessions}",
            private_files=self.services.folder / "private",
        )
        return with_shell({**variables, "LOG_LEVEL": "WARNING", **more})

    def set_up(self, **more: str) -> None:
        """Make this process a portal, and make its tables."""
        os.environ.update(self.environment(NOWHERE, **more))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, interactive=False)

    def _pid(self, name: str) -> int:
        return next(process.pid for service, process in self.services.running if service.name == name)
