"""A Postgres and a Redis that live as long as one run of the tests and leave nothing behind."""

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from deploy.local import broker, keys, postgres
from deploy.local.places import OPEN_TO_ALL, temporary_folder
from deploy.local.ports import any_free
from deploy.local.processes import end, is_alive, last_lines, spawn
from deploy.local.service import Service
from deploy.local.waiting import Unavailable

PREFIX = "solidarity-tests-"


@dataclass
class Throwaway:
    """Starts what is not given by DATABASE_URL and REDIS_URL; `stop` ends it and removes its files."""

    folder: Path = field(default_factory=lambda: temporary_folder(f"{PREFIX}{os.getpid()}-"))
    keys: dict[str, str] = field(default_factory=keys.fresh)
    running: list[tuple[Service, Popen[bytes]]] = field(default_factory=list)

    def start(self) -> tuple[str, str]:
        """Start both side by side, wait for them, and return the addresses of database and broker."""
        remove_left_over()
        database_url = os.environ.get("DATABASE_URL") or self.start_postgres()
        redis_url = os.environ.get("REDIS_URL") or self.start_redis()
        for service, process in self.running:
            service.wait(self.stop_if_ended(service, process))
        return database_url, redis_url

    def start_postgres(self) -> str:
        """Start a database that trades safety for speed."""
        password = self.keys["postgres_password"]
        folder = self.folder / "postgres"
        return self.spawn(postgres.prepare(folder, password=password, port=any_free(), settings=postgres.FAST))

    def start_redis(self) -> str:
        """Start a broker that writes nothing down."""
        password = self.keys["redis_password"]
        return self.spawn(broker.prepare(self.folder / "redis", password=password, port=any_free(), keep=False))

    def spawn(self, service: Service) -> str:
        """Start one of them, and return its address."""
        process = spawn(
            service.command,
            log=self.log(service),
            death_signal=service.death_signal,
            as_nobody=service.as_nobody,
            folder=Path("/"),
        )
        self.running.append((service, process))
        return service.url

    def log(self, service: Service) -> Path:
        """Name the file that its output goes to."""
        return self.folder / f"{service.name}.log"

    def stop_if_ended(self, service: Service, process: Popen[bytes]) -> Callable[[], None]:
        """Return a check that raises Unavailable, with its last words, once the process has ended."""

        def still_runs() -> None:
            if process.poll() is not None:
                raise Unavailable(f"{service.name} did not start:\n{last_lines(self.log(service))}")

        return still_runs

    def stop(self) -> None:
        """End what was started, the last first, and remove the files. Calling it twice does no harm."""
        while self.running:
            service, process = self.running.pop()
            end(process, service.stop_signal)
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_left_over() -> None:
    """Remove the folders of our own earlier runs that were killed: their names say whose they were."""
    for folder in OPEN_TO_ALL.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if is_ours(folder) and pid.isdigit() and not is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def is_ours(folder: Path) -> bool:
    """Whether the folder belongs to whoever runs this; another run that starts now may just have removed it."""
    with contextlib.suppress(FileNotFoundError):
        return folder.stat().st_uid == os.geteuid()
    return False
