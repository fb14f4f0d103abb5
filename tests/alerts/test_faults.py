"""Everything around the engine is killed, stopped or refuses, in short: `make faults` does the same at length."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.faults.scenarios import OURS, TWINS
from deploy.local.places import ROOT

SCENARIOS = [scenario.__name__ for scenario in (*OURS, *TWINS)]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Break everything once, with services, workers and a mail server of its own, and return what was counted."""
    report: Path = tmp_path_factory.mktemp("faults") / "report.json"
    command = [sys.executable, "-m", "deploy.faults.everything", "--short", "--report", report]
    subprocess.run(command, cwd=ROOT, check=False)  # what it says stands in the captured output
    assert report.exists()
    return {each["name"]: each for each in json.loads(report.read_text())}


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_promised_holds_and_the_naive_twin_breaks_it(outcomes: dict[str, dict[str, Any]], name: str) -> None:
    assert outcomes[name]["wrong"] == []


def test_nothing_is_lost(outcomes: dict[str, dict[str, Any]]) -> None:
    assert sum(outcomes[scenario.__name__]["lost"] for scenario in OURS) == 0
