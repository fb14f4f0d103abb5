"""The demonstration: every part of the portal on this machine, started in order and stopped in the reverse order."""

import shutil
import sys

from deploy.local import demo_parts
from deploy.local.demo_lock import AlreadyRunning, demo_lock
from deploy.local.demo_people import read as read_people
from deploy.local.demo_people import table
from deploy.local.places import DEMO_PEOPLE, KEYS, LOGS, MAIL, STATE, is_root, make_state, roots_folder
from deploy.local.progress import Progress
from deploy.local.supervisor import ChildDied, Stopped, Supervisor
from deploy.local.waiting import Unavailable


def run(arguments: list[str]) -> int:
    """Open the portal and keep it open until Ctrl-C. Everything that goes wrong ends in words, never in orphans."""
    make_state()
    progress = Progress()
    try:
        with demo_lock() as lock, Supervisor(LOGS) as supervisor:
            addresses = demo_parts.start_all(supervisor, progress)
            lock.tell(addresses.portal)
            print(invitation(addresses), flush=True)
            supervisor.watch()
    except Stopped:
        print("\nAll stopped. The data stay; `make demo-reset` forgets them.")
        return 0
    except (ChildDied, Unavailable, AlreadyRunning) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def invitation(addresses: demo_parts.Addresses) -> str:
    """Return what somebody needs to begin: where to look and who to be."""
    people = read_people(DEMO_PEOPLE)
    return "\n".join(
        [
            "",
            f"  The portal    {addresses.portal}",
            f"  Its mailbox   {addresses.mailbox}   (mails, and second-factor codes of the people below)",
            "",
            *([table(people), ""] if people else []),
            "  Ctrl-C stops everything. Logs are in .local/log/.",
        ]
    )


def reset(arguments: list[str]) -> int:
    """Forget the demonstration's data: database, broker, mails, files and keys."""
    make_state()
    try:
        with demo_lock():
            forget()
    except AlreadyRunning as refusal:
        print(f"{refusal} Stop it first.", file=sys.stderr)
        return 1
    print("The demonstration's data are gone; the next `make demo` starts afresh.")
    return 0


def forget() -> None:
    """Remove every file of the demonstration. A database that DATABASE_URL names is not ours to empty."""
    for folder in (STATE / "postgres", STATE / "redis", STATE / "private", MAIL):
        shutil.rmtree(folder, ignore_errors=True)
    if is_root():
        shutil.rmtree(roots_folder(), ignore_errors=True)
    for file in (KEYS, DEMO_PEOPLE):
        file.unlink(missing_ok=True)
