"""Which words a reader gets: members' texts in the reader's language, or the nearest that there is."""

import hashlib
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language

from unions.choices import HIDDEN_TEXT, TranslationState
from unions.localised import or_hidden
from unions.models import Translation

ORIGINAL = "original"
HIDDEN = "hidden"  # by the network: what stands there is nobody’s own words
BRIDGE_LANGUAGE = "en"


@dataclass(frozen=True)
class Text:
    """A text as it is shown; `origin` is "original", "hidden" or the state of the translation."""

    text: str
    language: str
    origin: str
    original_language: str

    @property
    def is_original(self) -> bool:
        """Whether these are the author's own words, or stand in their place."""
        return self.origin in {ORIGINAL, HIDDEN}


def reading_order(reader: Any, language: str | None = None) -> list[str]:
    """Return the languages to try: the page's (or `language`), those that the reader reads, then English."""
    page = language or get_language() or BRIDGE_LANGUAGE
    own = reader.reading_languages if reader is not None and reader.is_authenticated else []
    return list(dict.fromkeys([page, *own, BRIDGE_LANGUAGE]))


def chosen_language(languages: Sequence[str], original: str, translations: Container[str]) -> str | None:
    """Return the first of these languages into which a text is translated; None where the original is to be shown.

    The original counts as one of the languages, and is what remains when none fits.
    """
    for language in languages:
        if _same(original, language):
            return None
        if language in translations:
            return language
    return None


def source_hash(text: str) -> str:
    """Return what tells whether an original has changed since it was translated."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_in(subject: models.Model, field: str, languages: Sequence[str]) -> Text:
    """Return one text of one object in the first of these languages that there is, else as it was written."""
    return texts_in([subject], [field], languages)[subject.pk][field]


def texts_in(
    subjects: Iterable[models.Model], fields: Sequence[str], languages: Sequence[str]
) -> dict[int, dict[str, Text]]:
    """Return these texts of many objects of one kind, by key and field, with one query for all of them.

    The objects say in `language` what they are written in; `chosen_language` says which of them wins.
    """
    listed = list(subjects)
    translated = _translations(listed, fields, languages)
    return {
        subject.pk: {field: _choose(subject, field, languages, translated) for field in fields} for subject in listed
    }


def languages_of(subject: models.Model) -> list[str]:
    """Return the languages into which anything of this object has been translated."""
    return sorted(Translation.objects.of(subject).values_list("language", flat=True).distinct())


def _translations(
    subjects: list[Any], fields: Sequence[str], languages: Sequence[str]
) -> dict[tuple[int, str], dict[str, Translation]]:
    wanted = {language for language in languages if any(not _same(s.language, language) for s in subjects)}
    if not wanted:
        return {}
    rows = Translation.objects.of_all(type(subjects[0]), [s.pk for s in subjects], sorted(wanted))
    rows = rows.filter(field__in=fields).defer("folded_text")
    found: dict[tuple[int, str], dict[str, Translation]] = {}
    for row in rows:
        found.setdefault((row.object_id, row.field), {})[row.language] = row
    return found


def _choose(
    subject: Any, field: str, languages: Sequence[str], translated: dict[tuple[int, str], dict[str, Translation]]
) -> Text:
    original = getattr(subject, field)
    rows = translated.get((subject.pk, field), {})
    language = chosen_language(languages, subject.language, rows)
    if language is None:
        return _shown(original, subject.language, ORIGINAL, subject.language)
    row = rows[language]
    is_stale = row.source_hash != source_hash(original)
    origin = TranslationState.STALE.value if is_stale else row.state
    return _shown(row.text, language, origin, subject.language)


def _shown(text: str, language: str, origin: str, original_language: str) -> Text:
    """Return a text as readers see it: what the network has hidden says so in the language of the page."""
    if text == HIDDEN_TEXT:
        return Text(or_hidden(text), get_language() or BRIDGE_LANGUAGE, HIDDEN, original_language)
    return Text(text, language, origin, original_language)


def _same(tag: str, other: str) -> bool:
    """Whether who reads one reads the other: `pt` and `pt-BR` yes, `zh-Hans` and `zh-Hant` no."""
    return f"{tag}-".startswith(f"{other}-") or f"{other}-".startswith(f"{tag}-")
