"""Pins every dependency again, with hashes, for every system: what `make lock` does."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.local.places import ROOT, STATE

COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--no-annotate", "pyproject.toml")  # fmt: skip
DEMO = Path("deploy/local/requirements.txt")
TEST = Path("deploy/local/requirements-test.txt")


def run(arguments: list[str]) -> int:
    """Write both files of pins; the second contains the first. `--upgrade` takes the newest of everything."""
    uv = find_uv()
    demo: list[str | Path] = [uv, *COMPILE, *arguments, "--extra=local", "-o", DEMO]
    test: list[str | Path] = [
        uv,
        *COMPILE,
        *arguments,
        "--extra=local",
        "--extra=test",
        "--extra=check",
        "-c",
        DEMO,
        "-o",
        TEST,
    ]
    for command in (demo, test):
        done = subprocess.run(command, cwd=ROOT, check=False)
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
