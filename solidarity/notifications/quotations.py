"""What members wrote, as mails and previews quote it: in the reader's language where somebody has translated it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from unions.announcements import Variant
from unions.choices import Grade, TranslationState
from unions.models import Translation

USABLE = (TranslationState.REVIEWED, TranslationState.HUMAN, TranslationState.MACHINE)


@dataclass(frozen=True)
class Quotation:
    """A text with its language and where it comes from: original, human, reviewed or machine."""

    field: str
    text: str
    language: str
    origin: str
    original_language: str


def quotations(subject: Any, fields: Iterable[str], language: str) -> list[Quotation]:
    """Return these fields of a member's text, translated where there is a translation that is not stale."""
    translated = {} if language == subject.language else _translations(subject, language)
    return [_quotation(subject, name, translated.get(name)) for name in fields if getattr(subject, name)]


def joined(quotes: Iterable[Quotation]) -> list[Quotation]:
    """Put together what stands beside each other in one language and from one source."""
    runs = groupby(quotes, key=lambda quote: (quote.language, quote.origin))
    return [_as_one(list(run)) for _source, run in runs]


def title_of(solidarity_request: Any, variant: Variant) -> list[Quotation]:
    """Return the title of a request to tell it from others, where it may be told."""
    is_public = variant.grade == Grade.PUBLIC
    return quotations(solidarity_request, ["title"], variant.language) if is_public else []


def _as_one(quotes: list[Quotation]) -> Quotation:
    return replace(quotes[0], text="\n\n".join(quote.text for quote in quotes))


def _translations(subject: Any, language: str) -> dict[str, Translation]:
    usable = Translation.objects.of(subject).filter(language=language, state__in=USABLE)
    return {translation.field: translation for translation in usable}


def _quotation(subject: Any, name: str, translation: Translation | None) -> Quotation:
    if translation is None:
        return Quotation(name, getattr(subject, name), subject.language, "original", subject.language)
    return Quotation(name, translation.text, translation.language, translation.state, subject.language)
