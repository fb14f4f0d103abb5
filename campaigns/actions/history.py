"""What lists of others report is written as history: theirs, with their source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaigns.choices import ActionStatus
from campaigns.models import Action, ActionReport
from unions.actions import employers
from unions.audit import record_each
from unions.models import Employer, Recipient, User
from unions.validators import folded_name


@dataclass(frozen=True)
class HistoricalAction:
    """An action in our own words, as one row of a list reports it; `source_row` is the row's identity for good."""

    source_row: str
    source: str
    source_url: str
    on: date
    kinds: tuple[str, ...]
    text: str
    language: str
    country: str = ""
    region: str = ""
    city: str = ""
    employers: tuple[tuple[str, str], ...] = ()  # name, kind
    participants: int | None = None
    qualifier: str = ""


@transaction.atomic
def write(*, entries: Sequence[HistoricalAction], by: User | Recipient | None, at: datetime) -> int:
    """Write actions that are not here yet, with their employers and one report each; return how many."""
    meant = _employers(entries, by=by, at=at)
    actions = Action.objects.bulk_create([_action(entry, by, at) for entry in entries])
    ties = Action.employers.through
    ties.objects.bulk_create(
        ties(action_id=action.pk, employer_id=meant[named].pk)
        for action, entry in zip(actions, entries, strict=True)
        for named in dict.fromkeys(entry.employers)
    )
    ActionReport.objects.bulk_create(_report(action, entry, at) for action, entry in zip(actions, entries, strict=True))
    none_before = [""] * len(actions)
    record_each("history_imported", actions, by=by, at=at, from_states=none_before, to_state=ActionStatus.HAPPENED)
    return len(actions)


def _employers(
    entries: Iterable[HistoricalAction], *, by: User | Recipient | None, at: datetime
) -> dict[tuple[str, str], Employer]:
    """Return who is meant by each name and kind; who is not here is added, without a country that nobody gave."""
    wanted = dict.fromkeys(named for entry in entries for named in entry.employers)
    known = defaultdict(list)
    for employer in Employer.objects.filter(folded_name__in={folded_name(name) for name, _kind in wanted}):
        known[employer.folded_name].append(employer)
    return {
        (name, kind): _meant(known[folded_name(name)]) or employers.add(by=by, at=at, name=name, kind=kind)
        for name, kind in wanted
    }


def _meant(known: list[Employer]) -> Employer | None:
    """Return the only employer of a name; of several the one without a country, which stands for all of them."""
    if len(known) == 1:
        return known[0]
    return next((employer for employer in known if not employer.country), None)


def _action(entry: HistoricalAction, by: User | Recipient | None, at: datetime) -> Action:
    return Action(
        kind=entry.kinds[0],
        further_kinds=list(entry.kinds[1:]),
        country=entry.country,
        region=entry.region,
        city=entry.city,
        on=entry.on,
        status=ActionStatus.HAPPENED,
        source=entry.source,
        source_url=entry.source_url,
        source_row=entry.source_row,
        made_by=by if isinstance(by, User) else None,
        made_at=at,
    )


def _report(action: Action, entry: HistoricalAction, at: datetime) -> ActionReport:
    return ActionReport(
        action=action,
        participants=entry.participants,
        qualifier=entry.qualifier,
        text=entry.text,
        language=entry.language,
        source=entry.source,
        source_url=entry.source_url,
        reported_at=at,
    )
