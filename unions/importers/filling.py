"""What a row adds to an organisation: gaps are filled, nothing that stands is overwritten."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from unions.actions.listed_organisations import Entry, other_name
from unions.choices import OrganisationKind
from unions.importers.checking import Facts
from unions.importers.register import Register
from unions.models import Organisation, OrganisationIdentifier
from unions.validators import folded_name

LABELS = {
    "name": _("Name"),
    "acronym": _("Acronym"),
    "kind": _("Kind"),
    "country": _("Country"),
    "city": _("Town"),
    "website": _("Website"),
    "source": _("Source"),
    "names": _("Other name"),
    "identifiers": _("Number"),
    "languages": _("Language"),
    "sectors": _("Sector"),
    "parent": _("Belongs to"),
    "affiliations": _("Affiliated to"),
}


@dataclass(frozen=True)
class Change:
    """One field and what it will hold."""

    field: str
    value: str
    shown: str = ""  # in the reader's words, where these are not the value

    @property
    def label(self) -> object:
        """The field in the reader's words."""
        return LABELS[self.field]

    @property
    def words(self) -> object:
        """What it will hold, in the reader's words where it is one of a closed list."""
        return OrganisationKind(self.value).label if self.field == "kind" else self.shown or self.value

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"


def new(facts: Facts) -> tuple[Entry, list[Change]]:
    """Return a fresh entry with all that the row says."""
    organisation = Organisation(
        name=facts.name, folded_name=facts.folded, country=facts.country, kind=facts.kind, source=facts.row.source
    )
    entry = Entry(organisation, row_number=facts.row.number)
    begun = [Change("name", facts.name), Change("country", facts.country), Change("kind", facts.kind)]
    return entry, [change for change in begun if change.value] + fill(entry, facts)


def fill(entry: Entry, facts: Facts) -> list[Change]:
    """Fill the gaps of an entry. An organisation that speaks for itself here gets identifiers only."""
    if not entry.is_only_listed:
        return _identifiers(entry, facts)
    return [*_texts(entry, facts), *_names(entry, facts), *_identifiers(entry, facts), *_lists(entry, facts)]


def _texts(entry: Entry, facts: Facts) -> list[Change]:
    offered = {column: getattr(facts.row, column) for column in ("acronym", "city", "website", "source")}
    values = {column: text for column, text in offered.items() if text and not getattr(entry.organisation, column)}
    if entry.organisation.kind == OrganisationKind.UNION != facts.kind:
        values["kind"] = facts.kind  # “union” is what an unknown kind is called
    for column, text in values.items():
        setattr(entry.organisation, column, text)
    entry.is_filled = entry.is_filled or bool(values)
    return [Change(column, text) for column, text in values.items()]


def _names(entry: Entry, facts: Facts) -> list[Change]:
    known = entry.all_names() | {folded_name(entry.organisation.acronym)}
    changes = []
    for name, language in ((facts.name, ""), *facts.other_names):
        folded = folded_name(name)
        if folded and folded not in known:
            known.add(folded)
            entry.names.add(folded)
            entry.new_names.append(other_name(entry.organisation, name, folded, language))
            changes.append(Change("names", name))
    return changes


def _identifiers(entry: Entry, facts: Facts) -> list[Change]:
    added = [identifier for identifier in facts.identifiers if identifier not in entry.identifiers]
    entry.identifiers.update(added)
    entry.new_identifiers += [
        OrganisationIdentifier(organisation=entry.organisation, scheme=scheme, value=value) for scheme, value in added
    ]
    return [Change("identifiers", f"{scheme}:{value}") for scheme, value in added]


def _lists(entry: Entry, facts: Facts) -> list[Change]:
    languages = _missing(facts.languages, entry.languages)
    sectors = _missing(facts.sectors, entry.sectors)
    entry.new_languages += languages
    entry.new_sectors += sectors
    return [Change("languages", tag) for tag in languages] + [Change("sectors", code) for code in sectors]


def _missing(offered: Iterable[str], known: set[str]) -> list[str]:
    missing = [each for each in offered if each not in known]
    known.update(missing)
    return missing


def place(entry: Entry, facts: Facts, register: Register, notes: list[object]) -> list[Change]:
    """Hang an entry under its parent and its federations, once all rows are known."""
    if not entry.is_only_listed:
        return []
    changes = []
    parent = _found(facts.row.parent, entry, register, notes)
    if parent and not (entry.parent or entry.organisation.parent_id):
        if register.is_below(entry, parent):
            notes.append(
                format_lazy(_("“{one}” stands below it, so it cannot stand above."), one=parent.organisation.name)
            )
        else:
            entry.parent = parent
            changes.append(Change("parent", parent.organisation.name))
    for words in facts.row.affiliations:
        above = _found(words, entry, register, notes)
        if above and above not in entry.new_affiliations and above.organisation.pk not in entry.affiliations:
            entry.new_affiliations.append(above)
            changes.append(Change("affiliations", above.organisation.name))
    return changes


def _found(words: str, entry: Entry, register: Register, notes: list[object]) -> Entry | None:
    """Return the one organisation called so; leave a note where there is none, or more than one."""
    if not words:
        return None
    named = [other for other in register.named(words, entry.organisation.country) if other is not entry]
    if len(named) == 1:
        return named[0]
    if named:
        notes.append(format_lazy(_("“{word}” could be more than one organisation and was left out."), word=words))
    elif entry not in register.named(words, entry.organisation.country):
        notes.append(format_lazy(_("“{word}” is not here, so this tie was left out."), word=words))
    return None
