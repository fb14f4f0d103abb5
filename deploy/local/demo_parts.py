"""The parts of the demonstration, each with its command; the order of starting is the order in this file."""

import shutil
import sys
from dataclasses import dataclass
from os import environ
from signal import SIGKILL

from deploy.local import broker, keys, postgres
from deploy.local.demo_commands import answers, beat_command, web_command, worker_command
from deploy.local.places import DEMO_PEOPLE, KEYS, MAIL, STATE, is_root, make_roots_folder, roots_folder
from deploy.local.portal_environment import portal_environment, with_shell
from deploy.local.ports import any_free, first_free
from deploy.local.prepare import MARK
from deploy.local.progress import Progress
from deploy.local.service import Service
from deploy.local.supervisor import Supervisor
from deploy.local.waiting import wait_until

WEB_PORT = 8000
MAILBOX_PORT = 8025


@dataclass(frozen=True)
class Addresses:
    """Where to look."""

    portal: str
    mailbox: str


def start_all(supervisor: Supervisor, progress: Progress) -> Addresses:
    """Start every part, telling of each, and return once the portal answers."""
    secrets = kept_secrets(progress)
    database_url = environ.get("DATABASE_URL") or start_postgres(supervisor, progress, secrets)
    redis_url = environ.get("REDIS_URL") or start_redis(supervisor, progress, secrets)
    web_port, smtp_port = chosen_port("The portal", WEB_PORT, progress), any_free()
    mailbox = start_mailbox(supervisor, smtp_port, chosen_port("The mailbox", MAILBOX_PORT, progress))
    variables = portal_environment(
        keys=secrets,
        database_url=database_url,
        redis_url=redis_url,
        site_url=f"http://localhost:{web_port}",
        email_url=f"smtp://127.0.0.1:{smtp_port}",
        private_files=STATE / "private",
    )
    start_portal(supervisor, progress, with_shell({**variables, "DEMONSTRATION": "1"}), web_port)
    return Addresses(portal=f"http://localhost:{web_port}/", mailbox=mailbox)


def kept_secrets(progress: Progress) -> dict[str, str]:
    """Return this checkout's secrets. Without them the data of an earlier checkout here cannot be opened."""
    if not KEYS.exists() and is_root() and roots_folder().exists():
        progress.say("The keys of an earlier demonstration are gone, so its data go too")
        shutil.rmtree(roots_folder())
    return keys.read_or_make(KEYS)


def chosen_port(whose: str, preferred: int, progress: Progress) -> int:
    """Return the usual port, or the next free one, and say so."""
    port = first_free(preferred)
    if port != preferred:
        progress.say(f"{whose} takes port {port}: {preferred} is busy")
    return port


def start_postgres(supervisor: Supervisor, progress: Progress, secrets: dict[str, str]) -> str:
    """Start the database on the data of last time, and return its address."""
    folder = (make_roots_folder() if is_root() else STATE) / "postgres"
    return start_service(
        supervisor, progress, postgres.prepare(folder, password=secrets["postgres_password"], port=any_free())
    )


def start_redis(supervisor: Supervisor, progress: Progress, secrets: dict[str, str]) -> str:
    """Start the broker and cache, and return its address."""
    service = broker.prepare(STATE / "redis", password=secrets["redis_password"], port=any_free())
    return start_service(supervisor, progress, service)


def start_service(supervisor: Supervisor, progress: Progress, service: Service) -> str:
    """Start a server, wait until it answers, and return its address."""
    supervisor.start(
        service.name,
        service.command,
        stop_signal=service.stop_signal,
        death_signal=service.death_signal,
        as_nobody=service.as_nobody,
    )
    service.wait(supervisor.raise_if_dead)
    progress.say(f"{service.name.title()} answers")
    return service.url


def start_mailbox(supervisor: Supervisor, smtp_port: int, page_port: int) -> str:
    """Start what catches the mail and shows it, and return the page's address."""
    ports = [f"--smtp-port={smtp_port}", f"--page-port={page_port}"]
    files = [f"--folder={MAIL}", f"--people={DEMO_PEOPLE}"]
    supervisor.start("mailbox", [sys.executable, "-m", "deploy.local.mailbox", *ports, *files])
    return f"http://localhost:{page_port}/"


def start_portal(supervisor: Supervisor, progress: Progress, environment: dict[str, str], port: int) -> None:
    """Prepare the database, then start worker, clock and web."""
    supervisor.step(
        "prepare",
        [sys.executable, "-m", "deploy.local.prepare", DEMO_PEOPLE],
        environment=environment,
        tell=lambda line: progress.say(line.removeprefix(MARK)) if line.startswith(MARK) else None,
    )
    supervisor.start(
        "worker", worker_command(), environment=environment, death_signal=SIGKILL
    )  # it would linger without broker
    supervisor.start("beat", beat_command(), environment=environment, death_signal=SIGKILL)
    supervisor.start("web", web_command(port), environment=environment)
    address = f"http://localhost:{port}/"
    wait_until(
        lambda: answers(address), supervisor.raise_if_dead, f"{address} does not answer; see .local/log/web.log,"
    )
    progress.say("The portal answers")
