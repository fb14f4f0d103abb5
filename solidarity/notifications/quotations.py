"""What members wrote, as mails and previews quote it: in the first of the reader's languages that there is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from solidarity.models import Need, SolidarityRequest
from unions.announcements import Variant, Written, written_in
from unions.choices import Grade, TranslationState
from unions.models import Translation
from unions.queries import chosen_language, source_hash

USABLE = (TranslationState.REVIEWED, TranslationState.HUMAN, TranslationState.MACHINE)


@dataclass(frozen=True)
class Quotation:
    """A text with its language and where it comes from: original, human, reviewed, machine, or stale.

    Stale is a translation of words that have changed since.
    """

    field: str
    text: str
    language: str
    origin: str
    original_language: str


def quotations(subject: Any, fields: Iterable[str], languages: Sequence[str]) -> list[Quotation]:
    """Return these fields of a member's text, each in the first of these languages that there is.

    The original counts as one of them, and is what remains when none fits.
    """
    translated = _translations(subject, languages)
    return [_quotation(subject, name, languages, translated.get(name, {})) for name in fields if getattr(subject, name)]


def joined(quotes: Iterable[Quotation]) -> list[Quotation]:
    """Put together what stands beside each other in one language and from one source."""
    runs = groupby(quotes, key=lambda quote: (quote.language, quote.origin))
    return [_as_one(list(run)) for _source, run in runs]


def title_of(solidarity_request: Any, variant: Variant) -> list[Quotation]:
    """Return the title of a request to tell it from others, where it may be told."""
    is_public = variant.grade == Grade.PUBLIC
    return quotations(solidarity_request, ["title"], variant.reads) if is_public else []


def written_in_call(solidarity_request: SolidarityRequest) -> list[Written]:
    """Return that the words of a request are quoted, and what it calls its needs."""
    needs = Written(Need, solidarity_request.needs.order_by().values("pk"), solidarity_request.language)
    return [*written_in(solidarity_request), needs]


def _as_one(quotes: list[Quotation]) -> Quotation:
    return replace(quotes[0], text="\n\n".join(quote.text for quote in quotes))


def _translations(subject: Any, languages: Sequence[str]) -> dict[str, dict[str, Translation]]:
    if set(languages) <= {subject.language}:
        return {}
    found: dict[str, dict[str, Translation]] = {}
    for translation in Translation.objects.of(subject).filter(language__in=languages, state__in=USABLE):
        found.setdefault(translation.field, {})[translation.language] = translation
    return found


def _quotation(subject: Any, name: str, languages: Sequence[str], translations: dict[str, Translation]) -> Quotation:
    language, original = chosen_language(languages, subject.language, translations), getattr(subject, name)
    if language is None:
        return Quotation(name, original, subject.language, "original", subject.language)
    translation = translations[language]
    is_stale = translation.source_hash != source_hash(original)
    origin = TranslationState.STALE.value if is_stale else translation.state
    return Quotation(name, translation.text, translation.language, origin, subject.language)
