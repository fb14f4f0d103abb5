"""Pins every dependency again, with hashes, for every system: what `make lock` does."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.places import ROOT, STATE

COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--no-annotate")  # fmt: skip
OURS = "pyproject.toml"
PEERS = "deploy/bench/requirements.in"
DEMO = Path("deploy/local/requirements.txt")
TEST = Path("deploy/local/requirements-test.txt")
PRODUCTION = Path("deploy/requirements-production.txt")
BENCH = Path("deploy/bench/requirements.txt")
# The demo's pins lead: tests, production and what is measured beside us take the same versions.
FILES: tuple[tuple[Path, tuple[str, ...]], ...] = (
    (DEMO, (OURS, "--extra=local")),
    (TEST, (OURS, "--extra=local", "--extra=test", "--extra=check", "--constraints", str(DEMO))),
    (PRODUCTION, (OURS, "--extra=production", "--constraints", str(DEMO))),
    (BENCH, (PEERS, "--constraints", str(DEMO))),
)


def run(arguments: list[str]) -> int:
    """Write the files of pins. `--upgrade` takes the newest of everything."""
    uv = find_uv()
    for pins, options in FILES:
        done = subprocess.run([uv, *COMPILE, *arguments, *options, "-o", pins], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


def find_uv() -> str:
    """Return uv: the one on this machine, or one in an environment of its own."""
    found = shutil.which("uv")
    if found:
        return found
    own = STATE / "locking"
    if not (own / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", own], check=True)
        subprocess.run([own / "bin" / "pip", "install", "--quiet", "uv"], check=True)
    return str(own / "bin" / "uv")
