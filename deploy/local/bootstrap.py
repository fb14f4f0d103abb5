"""Makes .venv from the hash-locked pins with plain pip, and steps inside. Standard library only."""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.places import ROOT, RUN_SCRIPT, STATE, VENV, VENV_PYTHON, make_state

PINS = ROOT / "deploy" / "local"
CONTAINED_IN = {"requirements-test.txt": "requirements.txt"}  # locked together: the first holds all of the second
STAMP = "pins-installed"


def enter(pins: str, arguments: list[str]) -> None:
    """Make sure that .venv holds these pins, and continue in it: this process becomes that one."""
    make_state()
    with only_one():
        if not is_ready(VENV, PINS / pins):
            make(VENV, PINS / pins)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), str(RUN_SCRIPT), *arguments])


@contextmanager
def only_one() -> Iterator[None]:
    """Let two commands that start together make the environment one after the other."""
    with (STATE / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(pins: Path) -> str:
    """Name a set of pins by its content and by the Python it was installed for."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{version} {hashlib.sha256(pins.read_bytes()).hexdigest()}"


def is_ready(venv: Path, pins: Path) -> bool:
    """Say whether the environment already holds exactly these pins, or the larger set that contains them."""
    stamp = venv / STAMP
    if not (venv / "bin" / "python").exists() or not stamp.exists():
        return False
    return fingerprint(pins) in stamp.read_text().splitlines()


def make(venv: Path, pins: Path) -> None:
    """Create the environment if it is missing or broken, and install the pins into it."""
    started = time.monotonic()
    print(f"Making the environment from {pins.name} …", flush=True)
    (venv / STAMP).unlink(missing_ok=True)
    if not runs(venv / "bin" / "python"):
        create(venv)
    install(venv, pins)
    held = [pins, *(pins.with_name(smaller) for larger, smaller in CONTAINED_IN.items() if larger == pins.name)]
    (venv / STAMP).write_text("".join(f"{fingerprint(each)}\n" for each in held))
    print(f"  {time.monotonic() - started:5.1f} s  the environment is ready", flush=True)


def runs(python: Path) -> bool:
    """Say whether this interpreter starts and is of our own version: an upgrade of the system's breaks old ones."""
    if not python.exists():
        return False
    question = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def create(venv: Path) -> None:
    """Create an empty environment; some systems ship Python without the module that brings pip along."""
    without_pip = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    subprocess.run([sys.executable, "-m", "venv", "--clear", *without_pip, venv], check=True)


def install(venv: Path, pins: Path) -> None:
    """Install with the environment's pip, else with the pip that Python itself has."""
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        pip = [sys.executable, "-m", "pip", "--python", python]
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    done = subprocess.run([*pip, "install", *options, "-r", str(pins)], env=quiet_environment(), check=False)
    if done.returncode:
        raise SystemExit(
            "The environment could not be made: pip's message stands above. On Debian and Ubuntu, "
            "`apt-get install python3-venv` brings what a bare Python lacks."
        )


def quiet_environment() -> dict[str, str]:
    """Leave out the variable that makes pip refuse to work outside an environment of its own."""
    return {name: value for name, value in os.environ.items() if name != "PIP_REQUIRE_VIRTUALENV"} | {
        "PIP_ROOT_USER_ACTION": "ignore"
    }
