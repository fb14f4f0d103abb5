"""Catalogues are compiled when they changed, and what they lack is named."""

import gettext
import os
from pathlib import Path

import pytest

from deploy.local import catalogues, messages_check

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: es\\n"\n\n'
STRIKE = 'msgctxt "stoppage"\nmsgid "strike"\nmsgstr "huelga"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + STRIKE)
    return path


def test_a_new_catalogue_is_compiled_and_read(tmp_path: Path, source: Path) -> None:
    assert catalogues.compile_changed(tmp_path) == [source]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).pgettext("stoppage", "strike") == "huelga"


def test_a_catalogue_is_compiled_again_only_after_a_change(tmp_path: Path, source: Path) -> None:
    catalogues.compile_changed(tmp_path)
    assert catalogues.compile_changed(tmp_path) == []
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert catalogues.compile_changed(tmp_path) == [source]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "pledge"\nmsgstr ""\n', "es: untranslated: pledge"),
        ('#, fuzzy\nmsgid "pledge"\nmsgstr "promesa"\n', "es: fuzzy: pledge"),
        ('msgid "one"\nmsgid_plural "many"\nmsgstr[0] "uno"\nmsgstr[1] ""\n', "es: untranslated: one"),
    ],
)
def test_an_unfinished_message_is_named(tmp_path: Path, source: Path, entry: str, fault: str) -> None:
    assert messages_check.unfinished(tmp_path) == []
    source.write_text(HEADER + STRIKE + "\n" + entry)
    assert messages_check.unfinished(tmp_path) == [fault]


def test_words_that_the_code_has_and_the_catalogue_lacks_are_named_and_the_reverse(
    tmp_path: Path, source: Path
) -> None:
    kept = messages_check.catalogue(tmp_path, "es")
    source.write_text(HEADER + 'msgid "pledge"\nmsgstr ""\n')
    needed = messages_check.catalogue(tmp_path, "es")
    assert messages_check.differences(kept, needed) == ["es: not gathered: pledge", "es: no longer used: strike"]
