"""A view reads only what its reader may see: every look at a table starts from a scope."""

import ast
from pathlib import Path

import pytest

from tests.house import tree

SCOPES = {
    "visible_to",
    "listed_to",
    "editable_by",
    "reviewable_by",
    "publishable_by",
    "decidable_by",
    "answerable_by",
    "to_decide_by",
    "received_by",
    "promised_by",
    "shown_to_asked",
    "shown_to_writer",
    "translatable_by",
    "staffed_by",
    "administered_by",
    "contact_kept_by",
    "belonging_to",
    "valid",
}
OPEN_TO_ALL = {"Sector", "NeedKind", "StaticPage"}  # editors' words: nothing in them belongs to anybody
READING_MODULES = ("views", "panels", "feeds.py", "sitemaps.py", "api.py", "context_processors.py", "panels.py")


def reading_files() -> list[Path]:
    """Return the modules that show rows to readers."""
    return [path for path in tree.python_files(*tree.ROOMS) if set(path.parts) & set(READING_MODULES)]


def unscoped(source: str) -> list[str]:
    """Return the looks at a manager that do not go on with a scope, as `Model:line`."""
    parsed = ast.parse(source)
    scoped = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Attribute) and node.attr in SCOPES}
    looks = [node for node in ast.walk(parsed) if isinstance(node, ast.Attribute) and node.attr == "objects"]
    plain = [node for node in looks if id(node) not in scoped and ast.unparse(node.value) not in OPEN_TO_ALL]
    return [f"{ast.unparse(node.value)}:{node.lineno}" for node in plain] + _managers_behind_the_door(parsed)


def _managers_behind_the_door(parsed: ast.Module) -> list[str]:
    hidden = ("_default_manager", "_base_manager")
    found = [n for n in ast.walk(parsed) if isinstance(n, ast.Attribute) and n.attr in hidden]
    shortcuts = ("get_object_or_404", "get_list_or_404")
    calls = [
        n
        for n in ast.walk(parsed)
        if isinstance(n, ast.Call) and ast.unparse(n.func) in shortcuts and isinstance(n.args[0], ast.Name)
        and n.args[0].id[:1].isupper() and n.args[0].id not in OPEN_TO_ALL
    ]  # fmt: skip
    return [f"{ast.unparse(n)}:{n.lineno}" for n in (*found, *calls)]


@pytest.mark.parametrize("path", reading_files(), ids=tree.name)
def test_a_view_starts_from_a_scope(path: Path) -> None:
    assert unscoped(path.read_text()) == []


@pytest.mark.parametrize(
    "naive",
    ["Pledge.objects.get(pk=1)", "Pledge.objects.filter(x=1).visible_to(u)", "get_object_or_404(Pledge, pk=1)"],
)
def test_a_naive_view_is_found(naive: str) -> None:
    assert unscoped(naive)


def test_a_scoped_view_passes() -> None:
    assert unscoped("Pledge.objects.visible_to(user).filter(x=1)") == []
