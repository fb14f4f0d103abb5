"""Every message is translated in every language of the portal, with its plural forms and placeholders."""

import re
from functools import cache
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from tests.house import tree

TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ARABIC_FORMS = 6


@cache
def messages_in_the_source() -> frozenset[tuple[str | None, str]]:
    """Return (context, message) of every marked string, read from Python and from templates."""
    found: set[tuple[str | None, str]] = set()
    for path in tree.python_files(*tree.ROOMS):
        found |= _extracted(path.read_text())
    for path in tree.templates():
        calls = templatize(path.read_text(), origin=tree.name(path))
        found |= _extracted("\n".join(line.strip() for line in calls.splitlines()))
    return frozenset(found)


def _extracted(source: str) -> set[tuple[str | None, str]]:
    rows = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    return {(context, text if isinstance(text, str) else text[0]) for _, text, _, context in rows}


@cache
def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with (tree.ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(message: Message) -> list[str]:
    """Return the translations of a message, one per plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_of_the_source_is_in_the_catalogue(language: str) -> None:
    known = {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue(language) if m.id}
    assert sorted(messages_in_the_source() - known, key=str) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_is_untranslated_or_fuzzy(language: str) -> None:
    wanting = [m.id for m in catalogue(language) if m.id and (m.fuzzy or not all(texts(m)))]
    assert wanting == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_survive_translation(language: str) -> None:
    broken = [m.id for m in catalogue(language) if m.id and not _keeps_placeholders(m)]
    assert broken == []


def _keeps_placeholders(message: Message) -> bool:
    """The last form keeps every placeholder; a form for one or two may say the number in words."""
    source = message.id if isinstance(message.id, str) else message.id[-1]
    wanted = set(PLACEHOLDER.findall(source))
    forms = [set(PLACEHOLDER.findall(text)) for text in texts(message)]
    return forms[-1] == wanted and all(form <= wanted for form in forms)


def test_arabic_has_its_six_forms() -> None:
    plurals = [m for m in catalogue("ar") if m.id and not isinstance(m.id, str)]
    assert plurals
    assert all(len(texts(message)) == ARABIC_FORMS for message in plurals)
