"""Everything around the engine is killed, stopped or refuses, in short: `make faults` does the same at length.

One process has a Postgres, a Redis, Celery workers and a mail server of its own, and breaks what it is asked to; it
counts no coverage. Each scenario begins with an empty outbox, so that any of them may be asked for alone.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from deploy.local.places import ROOT

Ask = Callable[[str], dict[str, Any]]
COMMAND = [sys.executable, "-m", "deploy.faults.everything", "--short", "--asked"]
TRACED = ("COV_", "COVERAGE_")  # variables by which a process would be measured
KEPT = ["moods_of_the_server", "server_away", "poison", "many_wakings", "broker_away", "changed_meanwhile",
        "publisher_killed", "disk_full", "kills_of_children", "kills_of_workers", "held_up",
        "mixed_faults"]  # fmt: skip
BROKEN = {
    "naive_kills": "I1",
    "naive_flush": "I1",
    "naive_refused": "I1",
    "naive_changed": "I4",
    "naive_broker_away": "I6",
}


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Have one thing broken, and return what was counted afterwards."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(TRACED)}
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=environment, **pipes) as process:
        assert process.stdin and process.stdout

        def answer(name: str) -> dict[str, Any]:
            process.stdin.write(f"{name}\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            line = process.stdout.readline()  # type: ignore[union-attr]
            assert line, "it has ended; what it said stands in the captured output"
            counted: dict[str, Any] = json.loads(line)
            return counted

        yield answer
        process.stdin.close()  # nothing more is asked for: it puts its services away
        assert process.wait(120) == 0


@pytest.mark.parametrize("name", KEPT)
def test_what_is_promised_holds(ask: Ask, name: str) -> None:
    counted = ask(name)
    assert counted["wrong"] == []
    assert counted["faults"] > 0 and counted["lost"] == 0


@pytest.mark.parametrize("name", BROKEN)
def test_the_naive_twin_breaks_the_same_promise(ask: Ask, name: str) -> None:
    counted = ask(name)
    assert counted["wrong"] == []
    assert BROKEN[name] in {words[:2] for words in counted["broken"]}
