"""Many organisations at once come into the directory from a list: entries are made or filled, then written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from unions.actions.slugs import free_slugs
from unions.choices import NameType, OrganisationState
from unions.models import (
    Affiliation,
    AuditEvent,
    Coverage,
    Organisation,
    OrganisationIdentifier,
    OrganisationLanguage,
    OrganisationName,
    Recipient,
    Sector,
    User,
)

FILLED = ["acronym", "kind", "city", "website", "source"]


@dataclass(eq=False)
class Entry:
    """An organisation as it stands, and what a list adds to it."""

    organisation: Organisation
    names: set[str] = field(default_factory=set)  # folded
    identifiers: set[tuple[str, str]] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    affiliations: set[int] = field(default_factory=set)  # ids of organisations that it already belongs to
    parent: "Entry | None" = None
    row_number: int = 0
    new_names: list[OrganisationName] = field(default_factory=list)
    new_identifiers: list[OrganisationIdentifier] = field(default_factory=list)
    new_languages: list[str] = field(default_factory=list)
    new_sectors: list[str] = field(default_factory=list)
    new_affiliations: "list[Entry]" = field(default_factory=list)
    is_filled: bool = False

    @classmethod
    def of(cls, organisation: Organisation) -> "Entry":
        """Return the entry of a stored organisation whose names, identifiers, languages and sectors are prefetched."""
        return cls(
            organisation=organisation,
            names={name.folded_name for name in organisation.names.all()},
            identifiers={(identifier.scheme, identifier.value) for identifier in organisation.identifiers.all()},
            languages={language.language for language in organisation.languages.all()},
            sectors={coverage.sector.code for coverage in organisation.coverage.all()},
            affiliations={affiliation.parent_id for affiliation in organisation.affiliations.all()},
        )

    @property
    def is_new(self) -> bool:
        """Whether it is not stored yet."""
        return self.organisation.pk is None

    @property
    def is_only_listed(self) -> bool:
        """Whether nobody speaks for it here, so that a list may fill its gaps."""
        return self.organisation.state == OrganisationState.LISTED

    def all_names(self) -> set[str]:
        """Return every folded name that it has."""
        return {self.organisation.folded_name} | self.names

    def has_news(self) -> bool:
        """Whether there is anything to write."""
        added = (self.new_names, self.new_identifiers, self.new_languages, self.new_sectors, self.new_affiliations)
        return self.is_new or self.is_filled or self.parent is not None or any(added)


@transaction.atomic
def write(*, entries: Iterable[Entry], by: User | Recipient | None, at: datetime) -> None:
    """Store what is new, as listed organisations and never as members, with one audit line each.

    The number of queries does not grow with the number of entries.
    """
    changed = [entry for entry in entries if entry.has_news()]
    added = [entry for entry in changed if entry.is_new]
    known = [entry for entry in changed if not entry.is_new]
    _create(added, at)
    _fill(known)
    _set_parents(changed)
    _add_details(changed)
    AuditEvent.objects.bulk_create(
        [*_told("organisation.listed", added, by, at), *_told("organisation.merged", known, by, at)]
    )


def _told(action: str, entries: list[Entry], by: User | Recipient | None, at: datetime) -> Iterator[AuditEvent]:
    kind = ContentType.objects.get_for_model(Organisation)
    for entry in entries:
        yield AuditEvent(
            action=action,
            content_type=kind,
            object_id=entry.organisation.pk,
            actor=by if isinstance(by, User) else None,
            actor_recipient=by if isinstance(by, Recipient) else None,
            to_state=entry.organisation.state,
            reason="import",
            at=at,
        )


def _create(entries: list[Entry], at: datetime) -> None:
    organisations = [entry.organisation for entry in entries]
    for organisation, slug in zip(organisations, free_slugs(organisations), strict=True):
        organisation.slug = slug
        organisation.state = OrganisationState.LISTED
        organisation.state_changed_at = at
    Organisation.objects.bulk_create(organisations)


def _fill(entries: list[Entry]) -> None:
    Organisation.objects.bulk_update([entry.organisation for entry in entries if entry.is_filled], FILLED)


def _set_parents(entries: list[Entry]) -> None:
    below = [entry for entry in entries if entry.parent]
    for entry in below:
        entry.organisation.parent = entry.parent.organisation if entry.parent else None
    Organisation.objects.bulk_update([entry.organisation for entry in below], ["parent"])


def _add_details(entries: list[Entry]) -> None:
    sectors = {sector.code: sector for sector in Sector.objects.all()}
    names = [name for entry in entries for name in entry.new_names]
    identifiers = [identifier for entry in entries for identifier in entry.new_identifiers]
    for name in names:
        name.organisation_id = name.organisation.pk
    for identifier in identifiers:
        identifier.organisation_id = identifier.organisation.pk
    OrganisationName.objects.bulk_create(names)
    OrganisationIdentifier.objects.bulk_create(identifiers)
    OrganisationLanguage.objects.bulk_create(
        OrganisationLanguage(organisation=entry.organisation, language=language)
        for entry in entries
        for language in entry.new_languages
    )
    Coverage.objects.bulk_create(
        Coverage(organisation=entry.organisation, sector=sectors[code])
        for entry in entries
        for code in entry.new_sectors
    )
    Affiliation.objects.bulk_create(
        Affiliation(child=entry.organisation, parent=above.organisation)
        for entry in entries
        for above in entry.new_affiliations
    )


def other_name(organisation: Organisation, name: str, folded: str, language: str) -> OrganisationName:
    """Return a further name: a translation where its language is known, else as another list writes it."""
    type_ = NameType.TRANSLATED if language else NameType.OFFICIAL
    return OrganisationName(organisation=organisation, name=name, folded_name=folded, language=language, type=type_)
