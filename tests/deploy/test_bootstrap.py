"""Whether the environment is right is told by the pins' content, not by a date."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local import bootstrap
from deploy.local.places import RUN_SCRIPT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty environment once; it takes seconds."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    bootstrap.create(folder)
    return folder


@pytest.fixture
def venv(made: Path) -> Path:
    """Return the environment as one that no pins were installed into."""
    (made / bootstrap.STAMP).unlink(missing_ok=True)
    return made


@pytest.fixture
def pins(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "requirements-test.txt").write_text("\n")
    return tmp_path / "requirements.txt"


def test_an_environment_that_was_made_from_these_pins_is_ready(venv: Path, pins: Path) -> None:
    assert not bootstrap.is_ready(venv, pins)
    bootstrap.make(venv, pins)
    assert bootstrap.is_ready(venv, pins)


def test_a_changed_pin_makes_it_unready(venv: Path, pins: Path) -> None:
    bootstrap.make(venv, pins)
    pins.write_text("# another content\n")
    assert not bootstrap.is_ready(venv, pins)


def test_the_larger_set_of_pins_serves_the_demonstration_too(venv: Path, pins: Path) -> None:
    bootstrap.make(venv, pins.with_name("requirements-test.txt"))
    assert bootstrap.is_ready(venv, pins)


def test_the_smaller_set_does_not_serve_the_tests(venv: Path, pins: Path) -> None:
    bootstrap.make(venv, pins)
    assert not bootstrap.is_ready(venv, pins.with_name("requirements-test.txt"))


def test_an_environment_whose_python_is_gone_is_made_anew(tmp_path: Path, pins: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/nowhere/python")
    bootstrap.make(venv, pins)
    assert bootstrap.runs(venv / "bin" / "python")


def test_a_python_without_ensurepip_lends_its_own_pip(tmp_path: Path, pins: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    bootstrap.install(venv, pins)
    assert not list(venv.glob("lib/*/site-packages/pip"))


def test_a_pin_without_its_hash_is_refused(venv: Path, pins: Path) -> None:
    pins.write_text("django==5.2\n")
    with pytest.raises(SystemExit, match="environment could not be made"):
        bootstrap.make(venv, pins)
    assert not bootstrap.is_ready(venv, pins)


def test_every_command_is_listed_by_the_help() -> None:
    shown = subprocess.run([sys.executable, RUN_SCRIPT, "--help"], capture_output=True, text=True, check=True).stdout
    assert {"demo", "demo-reset", "test", "check", "audit", "messages"} <= set(shown.split())


def test_an_unknown_command_is_refused_with_the_list() -> None:
    done = subprocess.run(
        [sys.executable, RUN_SCRIPT, "dmo"], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.returncode == 2
    assert "There is no command 'dmo'" in done.stdout
