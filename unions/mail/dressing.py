"""The dress of a mail: styles where every reader of mail finds them, and a plain text without gaps."""

import re

import css_inline

_INLINER = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)
_GAPS = re.compile(r"\n[ \t]*(\n[ \t]*)+\n")


def inlined(html: str) -> str:
    """Return a mail with its styles at its elements as well: some programs read no others. Nothing is fetched."""
    return _INLINER.inline(html)


def without_gaps(text: str) -> str:
    """Return a text with one empty line where tags of a template left several, and one end of a line at its end."""
    return _GAPS.sub("\n\n", text).strip() + "\n"
