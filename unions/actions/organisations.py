"""Organisations come into the directory."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions import audit
from unions.actions.slugs import free_slugs
from unions.choices import OrganisationState
from unions.models import Coverage, Organisation, OrganisationLanguage, Recipient, Sector, User
from unions.validators import Refused, check_fields, folded_name

LONGEST_NAME = 250


class NameTooLong(Refused):
    """Written out letter by letter the name is longer than the directory can compare."""


class NameTaken(Refused):
    """An organisation of this name stands in this country already."""


@transaction.atomic
def add(
    *,
    by: User | Recipient | None,
    at: datetime,
    name: str,
    country: str,
    state: str = OrganisationState.LISTED,
    languages: Iterable[str] = (),
    sectors: Iterable[Sector] = (),
    **fields: Any,
) -> Organisation:
    """Add one organisation, listed unless another state is given. Raise NameTaken, NameTooLong, Refused."""
    folded = folded_name(name)
    if len(folded) > LONGEST_NAME:
        raise NameTooLong(_("This name is too long."), field="name")
    if Organisation.objects.filter(country=country, folded_name=folded).exists():
        raise NameTaken(_("An organisation of this name is already here."), field="name")
    organisation = Organisation(
        name=name, folded_name=folded, country=country, state=state, state_changed_at=at, **fields
    )
    check_fields(organisation, ["name", "country", "state", *fields])
    [organisation.slug] = free_slugs([organisation])
    organisation.save()
    OrganisationLanguage.objects.bulk_create(
        OrganisationLanguage(organisation=organisation, language=language) for language in dict.fromkeys(languages)
    )
    Coverage.objects.bulk_create(
        Coverage(organisation=organisation, sector=sector) for sector in dict.fromkeys(sectors)
    )
    audit.record("organisation.added", organisation, by=by, at=at, to_state=state)
    return organisation
