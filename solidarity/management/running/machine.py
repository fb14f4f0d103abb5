"""The doctor looks at the machine: its clock, its folder of private files, its disk, its address."""

import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from solidarity.management.running.findings import Finding, either

MOST_APART = timedelta(seconds=5)
FREE = 1_000_000_000  # bytes
PATIENCE = 5  # seconds


def clock() -> Iterator[Finding]:
    """Whether this machine and the database agree what time it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs(timezone.now() - cursor.fetchone()[0])
    yield either(
        "clock",
        apart <= MOST_APART,
        "The clock agrees with the database's.",
        f"The clock is {apart.total_seconds():.0f} seconds apart from the database's.",
        "Let both machines follow a time server (`timedatectl set-ntp true`).",
    )


def files() -> Iterator[Finding]:
    """Whether private files can be written, and read by nobody else."""
    folder = settings.PRIVATE_FILES
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        yield Finding(
            "private files", f"{folder} cannot be written to.", "Make the folder, owned by the user that runs this."
        )
        return
    mode = folder.stat().st_mode & 0o777
    yield either(
        "private files",
        not mode & 0o007,
        "Private files can be written, and others cannot see them.",
        f"{folder} is open to everybody on this machine.",
        f"chmod 700 {folder}",
    )


def disk() -> Iterator[Finding]:
    """Whether there is room for more."""
    free = shutil.disk_usage(settings.PRIVATE_FILES if settings.PRIVATE_FILES.exists() else "/").free
    yield either(
        "disk",
        free >= FREE,
        f"{free / 1e9:.0f} GB are free.",
        f"Only {free / 1e6:.0f} MB are free.",
        "Make room: old backups and logs first. A full disk stops the database.",
    )


def site() -> Iterator[Finding]:
    """Whether the portal's own address leads to it."""
    address = f"{settings.SITE_URL}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            is_ours = answer.read(100) == b"alive\n"
    except (OSError, urllib.error.URLError):
        is_ours = False
    yield either(
        "address",
        is_ours,
        f"{settings.SITE_URL} leads here.",
        f"{settings.SITE_URL} does not lead here.",
        "Check SITE_URL, the DNS entry, ports 80 and 443 and the proxy. Some networks cannot call themselves by "
        "their outer name: then open it from elsewhere.",
    )
