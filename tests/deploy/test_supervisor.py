"""Children stop in the reverse order of starting, and never outlive their parent, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.local.places import ROOT
from deploy.local.processes import is_alive
from deploy.local.supervisor import ChildDied, Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"]
PARENT = """
import sys
from pathlib import Path
from deploy.local.supervisor import Stopped, Supervisor
try:
    with Supervisor(Path(sys.argv[1])) as supervisor:
        for name in ("first", "second"):
            child = supervisor.start(name, [sys.executable, "-c", "import time; time.sleep(60)"])
            print(child.process.pid, flush=True)
        supervisor.watch()
except Stopped:
    print(*supervisor.stopped, flush=True)
"""


@pytest.fixture
def restored_signals() -> Iterator[None]:
    """Give pytest its own signal handlers back after a supervisor had them."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a supervisor of two children in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    with process:
        yield process
        process.kill()


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for a condition to come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_gone(pid: int) -> bool:
    """Say whether a process has ended; one that nobody has buried yet counts as ended."""
    if not is_alive(pid):
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_children_of_a_killed_parent_die(parent: subprocess.Popen[str]) -> None:
    children = [int(parent.stdout.readline()) for _ in range(2)]
    assert not any(map(is_gone, children))
    parent.kill()
    assert eventually(lambda: all(map(is_gone, children)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_polite_stop_ends_the_last_started_first(parent: subprocess.Popen[str], number: int) -> None:
    children = [int(parent.stdout.readline()) for _ in range(2)]
    parent.send_signal(number)
    assert parent.stdout.readline() == "second first\n"
    assert parent.wait(20) == 0
    assert all(map(is_gone, children))


@pytest.mark.usefixtures("restored_signals")
def test_a_child_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no such table'); raise SystemExit(3)"]
    with (
        pytest.raises(ChildDied, match=r"(?s)worker ended with code 3.*no such table"),
        Supervisor(tmp_path) as supervisor,
    ):
        supervisor.start("broker", SLEEPER)
        supervisor.start("worker", command)
        supervisor.watch()
    assert supervisor.stopped == ["worker", "broker"]


@pytest.mark.usefixtures("restored_signals")
def test_a_step_that_fails_ends_everything(tmp_path: Path) -> None:
    with pytest.raises(ChildDied, match="prepare ended with code 1"), Supervisor(tmp_path) as supervisor:
        broker = supervisor.start("broker", SLEEPER)
        supervisor.step("prepare", [sys.executable, "-c", "raise SystemExit(1)"])
    assert is_gone(broker.process.pid)


@pytest.mark.usefixtures("restored_signals")
def test_a_steps_lines_are_told_as_they_come(tmp_path: Path) -> None:
    heard: list[str] = []
    with Supervisor(tmp_path) as supervisor:
        supervisor.step("prepare", [sys.executable, "-c", "print('one'); print('two')"], tell=heard.append)
    assert heard == ["one", "two"]


def test_a_child_that_will_not_stop_is_killed_with_its_children(tmp_path: Path) -> None:
    from deploy.local.processes import end, spawn

    process = spawn(STUBBORN, log=tmp_path / "log")
    time.sleep(0.3)
    end(process, patience=0.2)
    assert process.returncode == -signal.SIGKILL


def test_ctrl_c_in_the_terminal_reaches_the_parent_alone(parent: subprocess.Popen[str]) -> None:
    children = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(os.getpgid(child) != os.getpgid(parent.pid) for child in children)
