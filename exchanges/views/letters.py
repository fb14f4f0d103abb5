"""The letter of invitation: composed from closed lists, and so whole in the languages of both unions."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import override

from exchanges.models import Visit
from unions.choices import LanguageUse
from unions.localised import direction
from unions.models import Organisation


@dataclass(frozen=True)
class Letter:
    """A letter in one language."""

    language: str
    direction: str
    text: SafeString


def letters_of(visit: Visit) -> list[Letter]:
    """Return the letter in the host's language and in the guests', or once if they share it."""
    languages = dict.fromkeys(language_of(union) for union in (visit.host, visit.guest))
    return [_letter(visit, language) for language in languages]


def language_of(union: Organisation) -> str:
    """Return the first language of a union that the portal speaks, those of its letters first; else English."""
    offered = [code for code, _name in settings.LANGUAGES]
    rows = sorted(union.languages.all(), key=lambda row: (row.use != LanguageUse.CORRESPONDENCE, row.pk))
    tags = [tag for row in rows for tag in (row.language, row.language.partition("-")[0])]
    return next((tag for tag in tags if tag in offered), settings.LANGUAGE_CODE)


def _letter(visit: Visit, language: str) -> Letter:
    with override(language):
        seats = [(seat.get_role_display(), seat.count) for seat in visit.participants.filter(organisation=visit.guest)]
        kinds = list(dict.fromkeys(item.get_kind_display() for item in visit.items.all()))
        context = {"visit": visit, "seats": _summed(seats), "kinds": kinds, "today": timezone.localdate()}
        text = render_to_string("exchanges/visit_letter_text.html", context)
    return Letter(language, direction(language), text)


def _summed(seats: list[tuple[str, int]]) -> list[tuple[str, int]]:
    total: dict[str, int] = {}
    for role, count in seats:
        total[role] = total.get(role, 0) + count
    return list(total.items())
