"""What an organisation says of itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.audit import record
from unions.choices import FigureSource, OrganisationState
from unions.models import Organisation, Sector, User
from unions.validators import Refused, check_fields

CLOSED = (OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN)


class ProfileClosed(Refused):
    """A suspended, removed or frozen organisation keeps the profile that it has."""

    def __init__(self) -> None:
        super().__init__(_("This profile is closed at present. Please write to the network."))


@transaction.atomic
def change(
    *,
    organisation: Organisation,
    by: User,
    at: datetime,
    languages: Mapping[str, Iterable[str]],
    sectors: Iterable[Sector],
    **fields: Any,
) -> list[str]:
    """Change the profile; return what has changed: the trail keeps one line for each, without the words.

    `languages` holds, for each use, the tags. A website that changes has not been seen to answer. A number of members
    is the organisation's own from now on. Raises ProfileClosed, Refused.
    """
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if stored.state in CLOSED:
        raise ProfileClosed
    changed = _set(stored, fields)
    changed += _set_languages(stored, languages) + _set_sectors(stored, sectors)
    for name in changed:
        record("organisation.profile_changed", stored, by=by, at=at, reason=name)
    return changed


def _set(organisation: Organisation, fields: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, fields[name])
    if "website" in changed:
        organisation.website_answers = False
    if {"member_count", "members_counted_in"} & set(changed):
        organisation.members_counted_by = FigureSource.SELF if organisation.member_count is not None else ""
    check_fields(organisation, changed)
    organisation.save(update_fields=[*changed, "website_answers", "members_counted_by"])
    return changed


def _set_languages(organisation: Organisation, languages: Mapping[str, Iterable[str]]) -> list[str]:
    wanted = {(use, tag) for use, tags in languages.items() for tag in tags}
    rows = {(row.use, row.language): row for row in organisation.languages.filter(use__in=languages)}
    for gone in rows.keys() - wanted:
        rows[gone].delete()
    for use, tag in sorted(wanted - rows.keys()):
        added = organisation.languages.model(organisation=organisation, use=use, language=tag)
        check_fields(added, ["use", "language"])
        added.save()
    return ["languages"] if rows.keys() != wanted else []


def _set_sectors(organisation: Organisation, sectors: Iterable[Sector]) -> list[str]:
    wanted = {sector.pk for sector in sectors}
    held = set(organisation.coverage.values_list("sector", flat=True))
    organisation.coverage.exclude(sector__in=wanted).delete()
    for sector in sorted(wanted - held):
        organisation.coverage.create(sector_id=sector)
    return ["sectors"] if held != wanted else []
