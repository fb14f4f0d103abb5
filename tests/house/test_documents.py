"""Documents point to what exists, and say every variable that the settings or docker-compose.yml read."""

import re
from pathlib import Path

import pytest

from tests.house import tree

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")
MOST_LINES_OF_THE_README = 100
ASKED = re.compile(r"\$\{([A-Z_]+)")
VARIABLE = re.compile(r'(?:required\(|environ\.get\()\s*"([A-Z_]+)"')


@pytest.mark.parametrize("path", [tree.ROOT / "README.md", *sorted((tree.ROOT / "docs").rglob("*.md"))], ids=tree.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    missing = [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert missing == []


def test_the_readme_is_short() -> None:
    assert len((tree.ROOT / "README.md").read_text().splitlines()) <= MOST_LINES_OF_THE_README


def test_every_variable_of_the_settings_is_explained() -> None:
    read = set(VARIABLE.findall((tree.ROOT / "solidarity" / "settings.py").read_text()))
    explained = set(re.findall(r"^#?\s?([A-Z_]+)=", (tree.ROOT / ".env.example").read_text(), re.MULTILINE))
    asked = set(ASKED.findall((tree.ROOT / "docker-compose.yml").read_text()))
    assert read | asked == explained
