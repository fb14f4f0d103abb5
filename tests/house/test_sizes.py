"""A file, a function and a template that one can read at a sitting; tables of words are exempt."""

from pathlib import Path

import pytest

from tests.house import tree

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_TEMPLATE = 120
TABLES = ("choices.py", "matrix.py")


def lines(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("path", tree.python_files(), ids=tree.name)
def test_a_file_is_short(path: Path) -> None:
    assert path.name in TABLES or lines(path) <= MOST_LINES_OF_A_FILE


@pytest.mark.parametrize("path", tree.python_files(), ids=tree.name)
def test_a_function_is_short(path: Path) -> None:
    long = [f.name for f in tree.functions(path) if (f.end_lineno or 0) - f.lineno >= MOST_LINES_OF_A_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", tree.templates(), ids=tree.name)
def test_a_template_is_short(path: Path) -> None:
    assert lines(path) <= MOST_LINES_OF_A_TEMPLATE
