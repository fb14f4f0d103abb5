"""What a row says, brought to our words, or why it cannot be taken."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.actions.history import HistoricalAction
from campaigns.importers import words
from campaigns.importers.rows import Row
from campaigns.importers.words import Place
from campaigns.models import Action, ActionReport
from unions.importers.checking import Refusal
from unions.validators import plain_text

SOURCE = "collectiveaction.tech"
LANGUAGE = "en"
LONGEST_TEXT = ActionReport._meta.get_field("text").max_length or 0
LONGEST_ADDRESS = Action._meta.get_field("source_url").max_length or 0


def action_of(row: Row, notes: list[object]) -> HistoricalAction:
    """Return what the row says, with a note on what is left out. Raise Refusal where it cannot be taken."""
    if not row.id.isdigit():
        raise Refusal(_("It has no number of its own, by which it would be known again."))
    if None in (row.sources, row.actions, row.locations, row.companies):
        raise Refusal(_("A cell that should hold a list holds something else."))
    where = _place(row, notes)
    participants = _participants(row)
    return HistoricalAction(
        source_row=f"{SOURCE}/{row.id}",
        source=SOURCE,
        source_url=_address(row),
        on=_day(row),
        kinds=_kinds(row, notes),
        text=_text(row),
        language=LANGUAGE,
        country=where.country,
        region=where.region,
        city=where.city,
        employers=_employers(row, notes),
        participants=participants,
        qualifier="" if participants is None else words.qualifier(participants, row.description),
    )


def _day(row: Row) -> date:
    try:
        return date.fromisoformat(row.date)
    except ValueError as error:
        raise Refusal(format_lazy(_("“{date}” is not a day."), date=row.date)) from error


def _address(row: Row) -> str:
    addresses = [each for each in row.sources or () if each.startswith(("https://", "http://"))]
    short = [each for each in addresses if len(each) <= LONGEST_ADDRESS]
    if not short:
        raise Refusal(_("It names no source that can be opened: without one it is hearsay."))
    return short[0]


def _kinds(row: Row, notes: list[object]) -> tuple[str, ...]:
    known = [words.KINDS[each].value for each in row.actions or () if each in words.KINDS]
    unknown = [each for each in row.actions or () if each not in words.KINDS]
    if not known:
        raise Refusal(_("What was done is none of the kinds of action that we know."))
    notes += [format_lazy(_("“{word}” could not be placed and was left out."), word=each) for each in unknown]
    return tuple(dict.fromkeys(known))


def _text(row: Row) -> str:
    if not row.description or len(row.description) > LONGEST_TEXT:
        raise Refusal(_("It tells nothing, or too much."))
    try:
        plain_text(row.description)
    except ValidationError as error:
        raise Refusal(_("There are hidden characters in it.")) from error
    return row.description


def _place(row: Row, notes: list[object]) -> Place:
    """Return the place; of several, the country that they share. A row without any is taken only if it was online."""
    if not row.locations and not row.is_online:
        raise Refusal(_("It names no place."))
    places = [(each, words.place(each)) for each in row.locations or ()]
    unknown = next((each for each, found in places if found is None), "")
    if unknown:
        raise Refusal(format_lazy(_("“{place}” is not a place that we know."), place=unknown))
    found = [each for _words, each in places if each is not None]
    if len(found) == 1:
        return found[0]
    if found:
        notes.append(format_lazy(_("It names {count} places; only a shared country is kept."), count=len(found)))
    countries = {each.country for each in found}
    return Place(countries.pop() if len(countries) == 1 else "")


def _employers(row: Row, notes: list[object]) -> tuple[tuple[str, str], ...]:
    named = tuple(dict.fromkeys(filter(None, map(words.employer, row.companies or ()))))
    if not named:
        notes.append(_("It names no employer."))
    return named


def _participants(row: Row) -> int | None:
    if not row.workers:
        return None
    if not row.workers.isdigit():
        raise Refusal(format_lazy(_("“{number}” is not a number of people."), number=row.workers))
    return int(row.workers)
