"""The demonstration from its command to its end, in a copy of this checkout, with real processes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.places import ROOT, VENV
from tests.deploy.test_services import mentions
from tests.deploy.test_supervisor import eventually

NOT_COPIED = (".git", ".venv", ".local", "__pycache__", "staticfiles", "private", "node_modules", "docs", "*.mo")
NO_SERVICES = {"DATABASE_URL", "REDIS_URL", "TMPDIR", "XDG_RUNTIME_DIR"}


class Demo:
    """A running `run.py demo` and what it has said so far."""

    def __init__(self, checkout: Path) -> None:
        self.process = command(checkout, "demo", stdout=subprocess.PIPE)
        self.said: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if "Ctrl-C stops" in line:
                break

    def address(self, of: str) -> str:
        """Return the address that stands after these words."""
        line = next(line for line in self.said if of in line and "http://" in line)
        return next(word for word in line.split() if word.startswith("http://localhost:"))

    def stop(self) -> int:
        """Press Ctrl-C and return the command's code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


def command(checkout: Path, name: str, stdout: int) -> "subprocess.Popen[str]":
    """Start a command of the copy, in this run's environment but for a home folder of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in NO_SERVICES}
    environment["HOME"] = str(home_of(checkout))
    script = checkout / "deploy" / "local" / "run.py"
    return subprocess.Popen(
        [sys.executable, script, name], env=environment, stdout=stdout, stderr=subprocess.STDOUT, text=True
    )


def home_of(checkout: Path) -> Path:
    """Return the home folder of whoever starts the copy."""
    return checkout.parent / "home"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Copy the sources beside a link to the environment that this run uses."""
    copy = tmp_path_factory.mktemp("demo") / "portal"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    (copy / ".venv").symlink_to(VENV)
    home_of(copy).mkdir()
    yield copy
    command(copy, "demo-reset", stdout=subprocess.DEVNULL).wait(120)


@pytest.fixture
def start(checkout: Path) -> Iterator[Callable[[], Demo]]:
    """Return what starts the demonstration; it is stopped with the test."""
    running: list[Demo] = []

    def start_one() -> Demo:
        running.append(Demo(checkout))
        return running[-1]

    yield start_one
    for demo in running:
        demo.stop()
        demo.process.stdout.close()


def status(address: str) -> int:
    """Fetch a page."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status


def test_it_opens_a_portal_and_a_mailbox_and_ctrl_c_leaves_no_process(
    start: Callable[[], Demo], checkout: Path
) -> None:
    demo = start()
    assert [status(demo.address(of)) for of in ("The portal ", "Its mailbox ")] == [200, 200], "".join(demo.said)
    assert demo.stop() == 0
    assert eventually(lambda: not mentions(str(checkout)))


def test_it_speaks_every_language_from_the_first_start(start: Callable[[], Demo]) -> None:
    with urllib.request.urlopen(start().address("The portal ") + "es/", timeout=60) as answer:
        assert "Cómo funciona" in answer.read().decode()


def test_it_writes_nothing_into_the_home_folder(start: Callable[[], Demo], checkout: Path) -> None:
    demo = start()
    assert status(demo.address("The portal ")) == 200
    assert list(home_of(checkout).rglob("*")) == []


def test_a_busy_port_is_passed_over_and_said(start: Callable[[], Demo]) -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", 8000))
            listener.listen()
        except OSError:
            pass  # somebody else keeps it busy for us
        demo = start()
    assert any("8000 is busy" in line for line in demo.said)
    assert not demo.address("The portal ").endswith(":8000/")


def test_a_killed_parent_leaves_no_orphans_and_the_data_survive(start: Callable[[], Demo], checkout: Path) -> None:
    demo = start()
    people = (checkout / ".local" / "demo_people.json").read_text()
    demo.process.kill()
    demo.process.wait()
    assert eventually(lambda: not mentions(str(checkout)), seconds=30)
    again = start()
    assert status(again.address("The portal ")) == 200
    assert json.loads((checkout / ".local" / "demo_people.json").read_text()) == json.loads(people)


def test_a_second_one_says_where_the_first_one_is(start: Callable[[], Demo], checkout: Path) -> None:
    first = start()
    second = command(checkout, "demo", stdout=subprocess.PIPE)
    words, _ = second.communicate(timeout=120)
    assert second.returncode == 1
    assert first.address("The portal ") in words


def test_reset_forgets_the_data(checkout: Path) -> None:
    keys = checkout / ".local" / "keys.json"
    assert keys.exists()
    assert command(checkout, "demo-reset", stdout=subprocess.DEVNULL).wait(120) == 0
    assert not keys.exists()
    assert not (checkout / ".local" / "redis").exists()
