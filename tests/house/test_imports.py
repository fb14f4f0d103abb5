"""Imports and what stands for one: the contracts of pyproject.toml, foreign keys and migrations all point down."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from deploy.local.places import ROOT

FLOORS = {"unions": 0, "campaigns": 1, "exchanges": 1, "solidarity": 2}
ALERTS = "solidarity.alerts"


def may_lean_on(upper: str, lower: str) -> bool:
    """Say whether a module of ours may point to another one: its own room or a lower floor; alerts, only the ground."""
    if upper.startswith(ALERTS):
        return lower.startswith((ALERTS, "unions"))
    return room(upper) == room(lower) or FLOORS[room(upper)] > FLOORS[room(lower)]


def room(module: str) -> str:
    """Name the room that a module is in."""
    return module.split(".", maxsplit=1)[0]


def foreign_keys() -> Iterator[tuple[str, str]]:
    """Yield the modules of both ends of every relation between models of ours, however the target is written."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model:
                yield model.__module__, field.related_model.__module__


def migration_dependencies() -> Iterator[tuple[str, str]]:
    """Yield the applications' modules of both ends of every dependency between migrations."""
    loader = MigrationLoader(None)
    for (label, _), migration in loader.disk_migrations.items():
        for needed, _ in migration.dependencies:
            if needed != "__setting__":
                yield apps.get_app_config(label).name, apps.get_app_config(needed).name


def upward(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep the pairs of our own modules that point where they may not."""
    return [pair for pair in pairs if all(room(end) in FLOORS for end in pair) and not may_lean_on(*pair)]


def test_the_import_contracts_are_kept() -> None:
    """In a process of its own: the linter sets up logging anew, and other tests read what is logged."""
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_foreign_keys_point_down() -> None:
    assert upward(foreign_keys()) == []


def test_migrations_depend_on_lower_floors_only() -> None:
    assert upward(migration_dependencies()) == []


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("unions.models.user", "solidarity.models.pledge"),
        ("campaigns.models.campaign", "exchanges.models.visit"),
        ("solidarity.alerts.models", "solidarity.models.solidarity_request"),
    ],
)
def test_a_relation_that_points_up_or_sideways_is_found(upper: str, lower: str) -> None:
    assert upward(iter([(upper, lower)])) == [(upper, lower)]


def test_there_are_relations_to_look_at() -> None:
    assert len(list(foreign_keys())) > 20
    assert len(list(migration_dependencies())) > 3
