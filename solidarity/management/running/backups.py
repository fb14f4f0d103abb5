"""A backup is a folder: the dump, the private files, and a manifest that proves both. No key is in it."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from solidarity.management.running import programs
from unions.fields import cipher

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
CANARY = b"FIELD_KEYS open this"


class BadBackup(Exception):
    """A folder is no backup that could be restored here; the words say why."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `canary` opens with the keys that open the data; `hashes` are SHA-256 by path."""

    made_at: str
    migrations: list[str]
    canary: str
    hashes: dict[str, str]


def write(folder: Path, *, at: datetime) -> Manifest:
    """Write a backup into a new or empty folder. Raises BadBackup, or ProgramFailed.

    Files are copied after the dump: each one that a row of the dump names is there, unless it was meant to go. The
    manifest comes last, so that half a backup is none.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BadBackup(f"{folder} is not empty.")
    programs.call("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DUMP}")
    copy_files(settings.PRIVATE_FILES, folder / FILES)
    manifest = Manifest(
        made_at=at.isoformat(),
        migrations=sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
        canary=cipher().encrypt(CANARY).decode(),
        hashes=hashes(folder),
    )
    unfinished = folder / f"{MANIFEST}.part"
    unfinished.write_text(json.dumps(asdict(manifest), indent=1))
    unfinished.rename(folder / MANIFEST)
    return manifest


def read(folder: Path) -> Manifest:
    """Return the manifest of a whole, unchanged backup that these keys and this program can read. Raises BadBackup."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BadBackup(f"{folder} has no manifest: it is no whole backup.") from error
    found = hashes(folder)
    changed = sorted(path for path in manifest.hashes.keys() | found if manifest.hashes.get(path) != found.get(path))
    if changed:
        raise BadBackup(f"{len(changed)} files are not as they were written, {changed[0]} for one.")
    try:
        cipher().decrypt(manifest.canary.encode())
    except InvalidToken as error:
        raise BadBackup("FIELD_KEYS do not open it: put the key back with which it was written.") from error
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(manifest.migrations) - known:
        raise BadBackup("A newer release wrote it: install that one first.")
    return manifest


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a backup but the manifest, by its path there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(MANIFEST))
    return {path.relative_to(folder).as_posix(): _hash(path) for path in paths}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_files(source: Path, target: Path) -> None:
    """Copy a folder of private files, closed to others; one that goes meanwhile was meant to go."""
    target.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(mode=0o700, exist_ok=True)
            continue
        try:
            shutil.copyfile(path, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)
            continue
        copy.chmod(0o600)
