"""What a row says, brought to our words, or why it cannot be taken."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unions.choices import OrganisationKind
from unions.importers.countries import country_code
from unions.importers.rows import Row
from unions.importers.words import kind_of
from unions.validators import folded_name, plain_name

INTERNATIONAL = {
    OrganisationKind.GLOBAL_UNION_FEDERATION,
    OrganisationKind.REGIONAL_FEDERATION,
    OrganisationKind.EUROPEAN_WORKS_COUNCIL,
    OrganisationKind.WORLD_WORKS_COUNCIL,
    OrganisationKind.NETWORK,
}
LOOK_ALIKE_SCRIPTS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
FORMULA = ("=", "+", "-", "@")
LIMITS = {"name": 250, "acronym": 60, "city": 80, "website": 300, "source": 200}  # letters, as the columns hold


class Refusal(Exception):
    """The row cannot be taken; the message says why."""


@dataclass(frozen=True)
class Facts:
    """A row in our own words: codes where there were names."""

    row: Row
    name: str
    folded: str
    country: str
    kind: str
    languages: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    other_names: tuple[tuple[str, str], ...] = ()  # name, language
    notes: list[object] = field(default_factory=list)


def facts_of(row: Row, sectors: dict[str, str]) -> Facts:
    """Return what the row says; `sectors` are codes by folded code or name. Raise Refusal where it cannot be taken."""
    if row.refusal:
        raise Refusal(row.refusal)
    _check_texts(row)
    name = unicodedata.normalize("NFC", row.name)
    kind = row.kind if row.kind in OrganisationKind.values else kind_of(row.kind)
    notes = list(row.notes)
    return Facts(
        row=row,
        name=name,
        folded=folded_name(name),
        country=_country(row, kind),
        kind=kind,
        languages=_placed(row.languages, language_tag, notes),
        sectors=_placed(row.sectors, lambda words: sectors.get(folded_name(words), ""), notes),
        identifiers=tuple(dict.fromkeys(_identifier(text) for text in row.identifiers)),
        other_names=tuple(_other_name(text) for text in row.other_names),
        notes=notes,
    )


def _check_texts(row: Row) -> None:
    texts = {column: getattr(row, column) for column in LIMITS}
    if not folded_name(row.name):
        raise Refusal(_("It has no name."))
    for column, text in texts.items():
        if text.startswith(FORMULA):
            raise Refusal(_("A cell begins with a sign that spreadsheets take for a formula."))
        if len(text) > LIMITS[column]:
            raise Refusal(
                format_lazy(_("“{column}” is longer than {count} characters."), column=column, count=LIMITS[column])
            )
    if any(len(folded_name(name)) > LIMITS["name"] for name in (row.name, *row.other_names)):
        raise Refusal(_("One of its names is too long."))
    for text in (*texts.values(), row.parent, *row.other_names, *row.affiliations, *row.identifiers):
        _check_letters(text)


def _check_letters(text: str) -> None:
    try:
        plain_name(text)
    except ValidationError as error:
        raise Refusal(_("There are hidden characters in it, as in names made to look like another.")) from error
    if any(len(_scripts(word) & LOOK_ALIKE_SCRIPTS) > 1 for word in text.split()):
        raise Refusal(
            _("A word mixes letters of two alphabets that look alike, as in names made to look like another.")
        )


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in word if letter.isalpha()}


def _country(row: Row, kind: str) -> str:
    if row.country:
        code = country_code(row.country)
        if not code:
            raise Refusal(format_lazy(_("“{country}” is not a country that we know."), country=row.country))
        return code
    if kind not in INTERNATIONAL:
        raise Refusal(_("It names no country."))
    return ""


def _placed(words: tuple[str, ...], place: Callable[[str], str], notes: list[object]) -> tuple[str, ...]:
    """Return the codes of what is known, and leave a note on the rest."""
    codes = {word: place(word) for word in words}
    notes += [
        format_lazy(_("“{word}” could not be placed and was left out."), word=word) for word in words if not codes[word]
    ]
    return tuple(dict.fromkeys(code for code in codes.values() if code))


def language_tag(words: str) -> str:
    """Return the tag for a tag or for the name of a language in English or in itself."""
    try:
        locale = Locale.parse(words.strip(), sep="-")
    except (ValueError, UnknownLocaleError):
        return _languages().get(folded_name(words), "")
    return str(locale).replace("_", "-")


def _languages() -> dict[str, str]:
    return {folded_name(name): tag for tag, name in Locale("en").languages.items() if "_" not in tag}


def _identifier(text: str) -> tuple[str, str]:
    scheme, separator, value = (part.strip() for part in text.partition(":"))
    if not (scheme and separator and value) or len(scheme) > 30 or len(value) > 80:
        raise Refusal(format_lazy(_("“{text}” is not an identifier such as WIKIDATA:Q1125638."), text=text))
    return scheme.upper(), value


def _other_name(text: str) -> tuple[str, str]:
    """Read “Education Union [en]”: a name and, perhaps, its language."""
    name, bracket, words = text.removesuffix("]").rpartition(" [")
    tag = language_tag(words) if bracket and text.endswith("]") else ""
    return (name, tag) if tag else (text, "")
