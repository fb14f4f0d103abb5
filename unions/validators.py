"""Refusals, and what names, texts and languages must look like."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Refused(Exception):
    """A person asked for something that may not happen now; the message is theirs to read.

    `field` names the form field it belongs to, or is empty for the form as a whole.
    """

    def __init__(self, message: object, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotYet(Refused):
    """A provisional union answers and pledges; what it wants of others does not go out to the whole network."""

    def __init__(self, *, field: str = "") -> None:
        words = _("A provisional union cannot call others yet. It can once the network has admitted it in full.")
        super().__init__(words, field=field)


def check_fields(row: Model, names: Iterable[str]) -> None:
    """Refuse the first of these fields that breaks its own rule: length, spelling, closed list."""
    wanted = set(names)
    for field in row._meta.concrete_fields:
        if field.name in wanted:
            _check_length(field.name, getattr(row, field.attname), field.max_length)
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - wanted)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=name) from error


def _check_length(name: str, value: object, limit: int | None) -> None:
    excess = len(value) - limit if isinstance(value, str) and limit else 0
    if excess > 0:
        words = ngettext("This is %(count)s character too long.", "This is %(count)s characters too long.", excess)
        raise Refused(words % {"count": excess}, field=name)


# Controls, bidi overrides and zero-width characters hide what a name says or break a mail header.
# Zero-width joiner and non-joiner are letters' shape in Persian, Hindi and others, so texts keep them; names do not.
HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
LANGUAGE_TAG = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
COUNTRY_CODE = re.compile(r"^[A-Z]{2}$")


def plain_name(value: str) -> None:
    """Refuse hidden characters in a name, a title or a handle."""
    if any(unicodedata.category(character) in HIDDEN for character in value):
        raise ValidationError(
            _("Please use visible characters only: something hidden came along when this was copied.")
        )


def plain_text(value: str) -> None:
    """Refuse control and direction-override characters in a text of several lines."""
    allowed = {"\n", "\r", "\t", "\u200c", "\u200d", "\u200e", "\u200f", "\u00ad", "\ufeff"}
    for character in value:
        if character not in allowed and unicodedata.category(character) in HIDDEN:
            raise ValidationError(
                _("Please use visible characters only: something hidden came along when this was copied.")
            )


def language_tag(value: str) -> None:
    """Accept a BCP 47 tag such as ``es`` or ``pt-BR``."""
    if not LANGUAGE_TAG.match(value):
        raise ValidationError(_("This is not a language that we know."))


def country_code(value: str) -> None:
    """Accept an ISO 3166-1 alpha-2 code such as ``BD``."""
    if not COUNTRY_CODE.match(value):
        raise ValidationError(_("This is not a country that we know."))


def handle_spelling(value: str) -> None:
    """Accept letters and digits of any script, with single dots, dashes or underscores between them."""
    plain_name(value)
    parts = re.split(r"[._-]", value)
    if not all(part and part[0].isalnum() and all(map(_spells, part)) for part in parts):
        raise ValidationError(_("Use letters and digits, with a dot, a dash or an underscore between them."))


def _spells(character: str) -> bool:
    """Whether it is a letter, a digit, or a mark on one, as Hindi, Thai or Arabic need them."""
    return character.isalnum() or unicodedata.category(character) in {"Mn", "Mc"}


FIRST_YEAR, LAST_YEAR = 1800, 2999


def is_plausible(day: date) -> bool:
    """Whether a day can be reckoned with: one day more, another time zone, and it is still in the calendar."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def folded_name(value: str) -> str:
    """Return a name as it is compared: NFKC, no accents, lower case, letters and digits with single spaces."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", value).casefold())
    kept = (c for c in decomposed if not unicodedata.combining(c))
    letters = "".join(c if c.isalnum() or unicodedata.category(c).startswith("M") else " " for c in kept)
    return " ".join(letters.split())
