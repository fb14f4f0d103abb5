"""How an applicant becomes an organisation of the network: as an entry that the directory has, or as a new one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import contacts, look_alikes, organisations
from unions.audit import record
from unions.choices import AffiliationStatus, LanguageUse, Listing, OrganisationState, VouchKind
from unions.models import Affiliation, Organisation, UnionApplication, User
from unions.validators import Refused


class NotThisEntry(Refused):
    """The entry is of another country or another name, or has a history with the network."""

    def __init__(self) -> None:
        super().__init__(_("This entry of the directory cannot be the union that applies."), field="entry")


@transaction.atomic
def enter(*, application: UnionApplication, entry: Organisation | None, by: User, at: datetime) -> Organisation:
    """Make the organisation a provisional member, with its languages, sectors, contact and federations.

    Raises NotThisEntry, and what the directory refuses: NameTaken where it must be an entry.
    """
    organisation = _new(application, by, at) if entry is None else _claimed(application, entry, by, at)
    _take_over(application, organisation, at)
    return organisation


def _new(application: UnionApplication, by: User, at: datetime) -> Organisation:
    """Add it; a union that keeps itself from its own country is not shown to everybody."""
    return organisations.add(
        by=by,
        at=at,
        name=application.name,
        country=application.country,
        state=OrganisationState.PROVISIONAL,
        acronym=application.acronym,
        kind=application.kind,
        legal_status=application.legal_status,
        website=application.website,
        listing=Listing.PUBLIC if application.may_tell_own_country else Listing.MEMBERS,
    )


def _claimed(application: UnionApplication, entry: Organisation, by: User, at: datetime) -> Organisation:
    if entry.pk not in {each.pk for each in look_alikes.entries_for(application)}:
        raise NotThisEntry
    held: Organisation = Organisation.objects.select_for_update().get(pk=entry.pk)
    before, held.state, held.state_changed_at = held.state, OrganisationState.PROVISIONAL, at
    held.kind, held.legal_status = application.kind, application.legal_status
    held.acronym, held.website = held.acronym or application.acronym, held.website or application.website
    held.save()
    record("organisation.provisional", held, by=by, at=at, from_state=before, to_state=held.state)
    return held


def _take_over(application: UnionApplication, organisation: Organisation, at: datetime) -> None:
    for language in application.languages:
        organisation.languages.get_or_create(language=language, use=LanguageUse.CORRESPONDENCE)
    for sector in application.sectors.all():
        organisation.coverage.get_or_create(sector=sector)
    office = {"address": application.contact_address, "language": application.contact_language}
    contacts.name(organisation=organisation, at=at, is_by_itself=True, **office)
    if application.federation is not None:
        Affiliation.objects.get_or_create(child=organisation, parent=application.federation)
    confirmed = {"status": AffiliationStatus.CONFIRMED_BY_PARENT}
    for vouch in application.vouches.in_force().filter(kind=VouchKind.AFFILIATION):
        Affiliation.objects.update_or_create(child=organisation, parent=vouch.voucher, defaults=confirmed)
