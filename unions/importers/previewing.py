"""Says of every row of a list what would become of it, and why, without changing anything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unions.actions.listed_organisations import Entry
from unions.importers import filling, lines
from unions.importers.checking import Facts, Refusal, facts_of
from unions.importers.filling import Change
from unions.importers.lines import Lines, Outcome
from unions.importers.register import Register
from unions.importers.rows import Row
from unions.models import Sector
from unions.validators import folded_name


@dataclass
class Line(lines.Line):
    """A row, what becomes of it, and the organisation that it concerns."""

    entry: Entry | None = None

    @property
    def meant(self) -> object:
        """The organisation, where it is here already."""
        return self.entry and self.entry.organisation.pk


class Preview(Lines):
    """The lines of a whole list of organisations."""

    def entries(self) -> list[Entry]:
        """Return every organisation that a row concerns, once."""
        return list({id(line.entry): line.entry for line in self.lines if line.entry}.values())


def preview(rows: Iterable[Row]) -> Preview:
    """Return what each row would do. The number of queries does not grow with the rows of a chunk."""
    sectors = list(Sector.objects.all())
    codes, names = _codes(sectors), {sector.code: sector.name for sector in sectors}
    checked = [_checked(row, codes) for row in rows]
    register = Register([facts for facts in checked if isinstance(facts, Facts)])
    listed = [_line(facts, register) if isinstance(facts, Facts) else facts for facts in checked]
    for line, facts in zip(listed, checked, strict=True):
        if line.entry and isinstance(facts, Facts):
            line.changes += filling.place(line.entry, facts, register, line.notes)
            if line.changes and line.outcome == Outcome.UNCHANGED:
                line.outcome = Outcome.MERGE
        line.changes = [_named(change, names) for change in line.changes]
    return Preview(listed)


def _named(change: Change, names: dict[str, str]) -> Change:
    return replace(change, shown=names[change.value]) if change.field == "sectors" else change


def _codes(sectors: list[Sector]) -> dict[str, str]:
    """Return codes of sectors by folded code and by folded name in every language of the portal."""
    columns = ["code", *(f"name_{language}" for language, _endonym in settings.LANGUAGES)]
    named = [(getattr(sector, column) or "", sector.code) for sector in sectors for column in columns]
    return {folded_name(words): code for words, code in named if words}


def _checked(row: Row, sectors: dict[str, str]) -> Facts | Line:
    try:
        return facts_of(row, sectors)
    except Refusal as refusal:
        return Line(row, Outcome.REFUSE, refusal.args[0])


def _line(facts: Facts, register: Register) -> Line:
    found = register.meant_by(facts)
    refusal = _why_not(facts, found, register)
    if refusal:
        return Line(facts.row, Outcome.REFUSE, refusal)
    return _merged(facts, found[0], register) if found else _created(facts, register)


def _why_not(facts: Facts, found: list[Entry], register: Register) -> object:
    names = [entry.organisation.name for entry in found]
    if len(found) > 1:
        return format_lazy(
            _("Its number belongs to “{one}” and its name to “{other}”: somebody must look."),
            one=names[0],
            other=names[1],
        )
    if found and facts.country not in {"", found[0].organisation.country}:
        return format_lazy(_("Its number belongs to “{one}” in another country: somebody must look."), one=names[0])
    imitated = None if found else register.imitated_by(facts)
    if imitated:
        return format_lazy(
            _("It looks like “{one}” but is spelt with letters of another alphabet."), one=imitated.organisation.name
        )
    return ""


def _created(facts: Facts, register: Register) -> Line:
    namesakes = register.same_acronym(facts)
    if namesakes:
        facts.notes.append(
            format_lazy(
                _("“{one}” in this country has the same acronym; their names are too different to be one."),
                one=namesakes[0].organisation.name,
            )
        )
    entry, changes = filling.new(facts)
    register.add(entry)
    return Line(facts.row, Outcome.CREATE, _("It is not here yet."), changes, facts.notes, entry)


def _merged(facts: Facts, entry: Entry, register: Register) -> Line:
    if entry.is_new:
        reason = format_lazy(_("The same as row {number} of this list."), number=entry.row_number)
    else:
        reason = format_lazy(_("Already here as “{one}”."), one=entry.organisation.name)
    changes = filling.fill(entry, facts)
    register.add(entry)
    if not entry.is_only_listed:
        facts.notes.append(_("It speaks for itself here, so the list adds no more than its number."))
    outcome = Outcome.MERGE if changes else Outcome.UNCHANGED
    return Line(facts.row, outcome, reason, changes, facts.notes, entry)
