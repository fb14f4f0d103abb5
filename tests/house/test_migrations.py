"""Migrations are linear and complete."""

import importlib
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.house import tree

OWN_APPS = [config for config in apps.get_app_configs() if Path(config.path).is_relative_to(tree.ROOT)
            and ".venv" not in config.path and (Path(config.path) / "migrations").is_dir()]  # fmt: skip


def test_every_model_has_its_migration() -> None:
    output = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=output, stderr=output)
    assert "No changes detected" in output.getvalue()


@pytest.mark.parametrize("config", OWN_APPS, ids=lambda config: config.label)
def test_a_migration_has_one_predecessor_and_the_last_is_noted(config: object) -> None:
    folder = Path(config.path) / "migrations"  # type: ignore[attr-defined]
    names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
    parents = [_predecessors(config, name) for name in names]
    assert parents == [[]] + [[name] for name in names[:-1]]
    assert (folder / "max_migration.txt").read_text().split() == names[-1:]


def _predecessors(config: object, name: str) -> list[str]:
    module = importlib.import_module(f"{config.name}.migrations.{name}")  # type: ignore[attr-defined]
    return [parent for app, parent in module.Migration.dependencies if app == config.label]  # type: ignore[attr-defined]
