"""The variants of one piece of news: few, since each is rendered once for all who get it."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, Q

from unions.announcements import KindOfNews, Variant, Written
from unions.choices import Grade, TranslationState
from unions.models import Announcement, Recipient, Translation
from unions.queries import BRIDGE_LANGUAGE, chosen_language


class Translated(NamedTuple):
    """What a text was written in, and into what it is translated."""

    original: str
    languages: frozenset[str]


class Among(Func):
    """Whether a number is among those of a query: it is asked first, so that the index finds what it gives."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


class Variants:
    """Makes the variants that readers get as things stand now; one query, and none where nobody is quoted."""

    def __init__(self, kind: KindOfNews, announcement: Announcement, grade: Grade) -> None:
        self._grade = grade
        self._translated = translated(kind.quotes(announcement)) if grade == Grade.PUBLIC else set()

    def of(self, languages: Sequence[str], is_in_safe_mode: bool, why: str, told_as: str, time_zone: str) -> Variant:
        """Return the variant of a reader who wants these languages, in this order."""
        grade = Grade.NOTICE if is_in_safe_mode else self._grade
        reads = decisive(read_by(languages), self._translated) if grade == Grade.PUBLIC else ()
        return Variant(first_spoken(languages), grade, why, told_as, time_zone, reads)


def wanted_by(recipient: Recipient) -> list[str]:
    """Return the languages that a recipient wants, in their order."""
    return [recipient.language, *(recipient.user.reading_languages if recipient.user else [])]


def told_in(recipient: Recipient) -> str:
    """Return the first of a recipient's languages that the portal speaks, else English."""
    return first_spoken(wanted_by(recipient))


def first_spoken(wanted: Sequence[str]) -> str:
    """Return the first of these languages that the portal speaks, else English."""
    offered = {code for code, _name in settings.LANGUAGES}
    spoken = (tag for language in wanted for tag in (language, language.partition("-")[0]) if tag in offered)
    return next(spoken, settings.LANGUAGE_CODE)


def read_by(wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which members are quoted to who wants these: these, then that of the mail, then English.

    For who has chosen a language of the portal it is the `reading_order` of pages.
    """
    return tuple(dict.fromkeys([*wanted, first_spoken(wanted), BRIDGE_LANGUAGE]))


def decisive(languages: Sequence[str], texts: Iterable[Translated]) -> tuple[str, ...]:
    """Return these languages without those that decide nothing, so that who is given the same words has the same."""
    listed = list(texts)
    kept = tuple(languages)
    given = _given(kept, listed)
    for language in languages[::-1]:
        fewer = tuple(each for each in kept if each != language)
        if _given(fewer, listed) == given:
            kept = fewer
    return kept


def translated(written: Sequence[Written]) -> set[Translated]:
    """Return in which languages these texts are, alike ones once; a text that is not translated is not among them."""
    if not written:
        return set()
    originals = {ContentType.objects.get_for_model(each.model).pk: each.language for each in written}
    rows = Translation.objects.filter(reduce(or_, map(_of, written))).exclude(state=TranslationState.STALE)
    found: dict[tuple[int, int, str], set[str]] = {}
    for model, pk, name, language in rows.values_list("content_type", "object_id", "field", "language"):
        found.setdefault((model, pk, name), set()).add(language)
    return {Translated(originals[model], frozenset(languages)) for (model, _pk, _name), languages in found.items()}


def _given(languages: Sequence[str], texts: list[Translated]) -> list[str | None]:
    return [chosen_language(languages, *text) for text in texts]


def _of(written: Written) -> Q:
    content_type = ContentType.objects.get_for_model(written.model)
    if isinstance(written.ids, list):
        return Q(content_type=content_type, object_id__in=written.ids)
    return Q(content_type=content_type) & Q(Among("object_id", ArraySubquery(written.ids)))
