#!/usr/bin/env python3
"""Joins static/css into the one stylesheet that pages load: static/css/portal.css."""

import re
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
LAYERS = "@layer tokens, base, layout, components, print;\n"


def sources() -> list[Path]:
    """The parts, in the order in which they are joined."""
    components = sorted((CSS / "components").glob("*.css"))
    pages = sorted((CSS / "pages").glob("*.css"))
    return [CSS / "tokens.css", CSS / "base.css", CSS / "layout.css", *components, *pages, CSS / "print.css"]


def joined() -> str:
    """All parts as one text, without comments and indentation."""
    text = "\n".join(part.read_text(encoding="utf-8") for part in sources())
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = (line.strip() for line in without_comments.splitlines())
    return LAYERS + "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    (CSS / "portal.css").write_text(joined(), encoding="utf-8")
