"""The rules of every room, and `docs/privacy.md`, which is written from them."""

import sys
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import override

from unions.retention.rules import Rule

HEAD = """# What is held about people

Written by `manage.py write_privacy` from the rules that the program runs every night (`<room>/retention`). Do not
change it by hand: a test fails when the two differ. Each run of a rule leaves its count (`RetentionRun`).

Never held: names, telephone numbers, dates of birth, employers, network addresses.
"""
COLUMNS = "| held | why | who sees it | until | ended by |\n|---|---|---|---|---|\n"


def rules_of_every_room() -> dict[str, Rule]:
    """Return the rules of all rooms by column, as app.Model.field."""
    found: dict[str, Rule] = {}
    for config in apps.get_app_configs():
        room: Any = sys.modules.get(f"{config.name}.retention")  # each room's is found when the portal starts
        found |= getattr(room, "RULES", {})
    return found


def promises_of(run: str) -> list[str]:
    """Return what a nightly function promises, by its name: which rows, and until when."""
    rules = [(column, rule) for column, rule in rules_of_every_room().items() if rule.run and rule.run.__name__ == run]
    said = {f"{_title(column.rpartition('.')[0])}: {rule.keep}" for column, rule in rules}
    return sorted(said)


def as_markdown() -> str:
    """Return the whole document, in English."""
    with override("en"):
        rules = rules_of_every_room()
        labels = sorted({column.rpartition(".")[0] for column in rules})
        return HEAD + "".join(_section(label, rules) for label in labels)


def _section(label: str, rules: dict[str, Rule]) -> str:
    title = _title(label)
    own = [(column, rules[column]) for column in sorted(rules) if column.rpartition(".")[0] == label]
    lines = [_line(column.rpartition(".")[2], rule) for column, rule in own]
    return f"\n## {title} (`{label}`)\n\n{COLUMNS}" + "\n".join(lines) + "\n"


def _title(label: str) -> str:
    return capfirst(str(apps.get_model(label)._meta.verbose_name_plural))


def _line(field: str, rule: Rule) -> str:
    ended_by = f"`{rule.run.__name__}`" if rule.run else "–"
    return f"| `{field}` | {rule.purpose} | {rule.seen_by} | {rule.keep} | {ended_by} |"
