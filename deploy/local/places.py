"""Where things lie: the checkout, its environment, and what a run leaves behind."""

import hashlib
import os
import tempfile
from pathlib import Path

from deploy.local.waiting import Unavailable

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STATE = ROOT / ".local"
LOGS = STATE / "log"
MAIL = STATE / "mail"
KEYS = STATE / "keys.json"
DEMO_PEOPLE = STATE / "demo_people.json"
RUN_SCRIPT = ROOT / "deploy" / "local" / "run.py"
OPEN_TO_ALL = Path("/var/tmp")


def make_state() -> None:
    """Make the folders that a run writes to, closed to other users of the machine."""
    for folder in (STATE, LOGS, MAIL):
        folder.mkdir(mode=0o700, exist_ok=True)


def is_root() -> bool:
    """Say whether this runs as root: Postgres refuses to, and must be given another user and folder."""
    return os.geteuid() == 0


def roots_folder() -> Path:
    """Name the folder for what `nobody` must reach while root runs the demo: one for each checkout."""
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return OPEN_TO_ALL / f"solidarity-portal-{checkout}"


def make_roots_folder() -> Path:
    """Make that folder. Raises Unavailable where somebody else has put something under its name."""
    folder = roots_folder()
    folder.mkdir(exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise Unavailable(f"{folder} belongs to somebody else; remove it first.")
    folder.chmod(0o711)
    return folder


def temporary_folder(prefix: str) -> Path:
    """Make a fresh folder that `nobody` can pass through but not list."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=OPEN_TO_ALL))
    folder.chmod(0o711)
    return folder
