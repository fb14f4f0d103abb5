"""What the house tests walk through: the portal's own modules and templates."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("solidarity", "campaigns", "exchanges", "unions")


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below these folders of the project, migrations aside."""
    found = [
        path for folder in folders or (*ROOMS, "deploy", "tests") for path in sorted((ROOT / folder).rglob("*.py"))
    ]
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    """Return every template: pages, components and mails."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name(path: Path) -> str:
    """Return a path as it is written from the project's folder."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
