"""Says of every row of the list what would become of it, and why, without changing anything; then writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.actions import history
from campaigns.actions.history import HistoricalAction
from campaigns.choices import QUALIFIED, ActionKind, Qualifier
from campaigns.importers.checking import action_of
from campaigns.importers.rows import Row
from campaigns.models import Action
from unions.importers import lines
from unions.importers.applying import apply_seen
from unions.importers.checking import Refusal
from unions.importers.lines import Lines, Outcome
from unions.localised import country_name, number
from unions.models import Recipient, User

LABELS = {"kinds": _("What"), "place": _("Place"), "employers": _("Employer"), "number": _("How many came")}


@dataclass(frozen=True)
class Change:
    """One thing that a new action brings."""

    field: str
    value: object

    @property
    def label(self) -> object:
        """What it is, in the reader's words."""
        return LABELS[self.field]

    @property
    def words(self) -> object:
        """What it says, in the reader's words."""
        return self.value

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


@dataclass
class Line(lines.Line):
    """A row, what becomes of it, and the action that it would be."""

    entry: HistoricalAction | None = None


class Preview(Lines):
    """The lines of a whole list of actions."""

    def entries(self) -> list[HistoricalAction]:
        """Return the actions that are not here yet."""
        return [line.entry for line in self.lines if line.outcome == Outcome.CREATE]


def preview(rows: Iterable[Row]) -> Preview:
    """Return what each row would do; two queries, however many rows there are."""
    checked = [_checked(row) for row in rows]
    wanted = [line.entry.source_row for line in checked if line.entry]
    here = set(Action.objects.filter(source_row__in=wanted).values_list("source_row", flat=True))
    for line in checked:
        if line.entry and line.entry.source_row in here:
            line.outcome, line.reason, line.changes = Outcome.UNCHANGED, _("It is here already."), []
        elif line.entry:
            here.add(line.entry.source_row)
    return Preview(checked)


def apply(seen: Preview, *, by: User | Recipient | None, at: datetime) -> Preview:
    """Do what the preview says, all or nothing, and return it. Raise Outdated where something else would happen."""
    return apply_seen(
        seen,
        lambda: preview([line.row for line in seen.lines]),
        lambda due: history.write(entries=due.entries(), by=by, at=at),
    )


def _checked(row: Row) -> Line:
    notes: list[object] = []
    try:
        entry = action_of(row, notes)
    except Refusal as refusal:
        return Line(row, Outcome.REFUSE, refusal.args[0])
    return Line(row, Outcome.CREATE, _("It is not here yet."), _changes(entry), notes, entry)


def _changes(entry: HistoricalAction) -> list[Change]:
    kinds = dict(ActionKind.choices)
    told = {
        "kinds": ", ".join(str(kinds[kind]) for kind in entry.kinds),
        "place": ", ".join(filter(None, [entry.city or entry.region, country_name(entry.country)])),
        "employers": ", ".join(name for name, _kind in entry.employers),
        "number": _number(entry),
    }
    return [Change(name, value) for name, value in told.items() if value]


def _number(entry: HistoricalAction) -> str:
    if entry.participants is None:
        return ""
    return str(QUALIFIED[Qualifier(entry.qualifier)] % {"number": number(entry.participants)})
