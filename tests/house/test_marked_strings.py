"""Every word that a template shows is marked for translation."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import tree

NO_WORDS = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}"
    r"|\{%\s*blocktranslate\b.*?%\}.*?\{%\s*endblocktranslate\s*%\}"
    r"|\{%\s*verbatim\b.*?%\}.*?\{%\s*endverbatim\s*%\}"
    r"|\{%\s*block \w*class\s*%\}.*?\{%\s*endblock\b.*?%\}"
    r"|<(?:code|pre|style|svg)\b.*?</(?:code|pre|style|svg)>|<!--.*?-->|<!\[endif\]-->|<!DOCTYPE[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
TEMPLATE_SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SHOWN_ATTRIBUTE = re.compile(r'\s(?:alt|title|placeholder|aria-label|aria-description|label)="([^"]*)"')
TAG = re.compile(r"</?[a-zA-Z][^>]*>", re.DOTALL)
LITERAL_ARGUMENT = re.compile(r"\b(?:text|label|title|heading|hint|caption|action)=\"[A-Za-z][^\"]* [^\"]*\"")
ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def unmarked(source: str, *, is_html: bool) -> list[str]:
    """Return the words that stand unmarked in a template."""
    source = NO_WORDS.sub(" ", source)
    literals = [found.group() for found in LITERAL_ARGUMENT.finditer(" ".join(TEMPLATE_SYNTAX.findall(source)))]
    plain = TEMPLATE_SYNTAX.sub("", source)
    shown = " ".join(SHOWN_ATTRIBUTE.findall(plain)) + " " + (TAG.sub(" ", plain) if is_html else plain)
    return literals + LETTERS.findall(ENTITY.sub(" ", shown))


SPEAKS_EVERY_LANGUAGE = tree.ROOT / "templates" / "500.html"  # nothing can be translated when the portal has failed
MARKED = [path for path in tree.templates() if path != SPEAKS_EVERY_LANGUAGE]


def test_the_page_of_last_resort_speaks_every_language() -> None:
    spoken = set(re.findall(r'lang="([a-z]+)"', SPEAKS_EVERY_LANGUAGE.read_text()))
    assert {code for code, _ in settings.LANGUAGES} <= spoken


@pytest.mark.parametrize("path", MARKED, ids=tree.name)
def test_every_word_is_marked(path: Path) -> None:
    assert unmarked(path.read_text(), is_html=path.suffix == ".html") == []


@pytest.mark.parametrize("naive", ["<p>Send</p>", '<img alt="A picket">', '{% include "x" with text="Ask for help" %}'])
def test_a_naive_template_is_found(naive: str) -> None:
    assert unmarked(naive, is_html=True)


def test_a_marked_template_passes() -> None:
    assert unmarked('<p>{% translate "Send" %}</p>{{ count }} &middot;', is_html=True) == []
