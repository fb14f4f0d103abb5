"""How a network begins: its first organisations, their admins and the first duties."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unions.actions import duties, invitations, memberships, users
from unions.actions.slugs import free_slugs
from unions.audit import record
from unions.choices import LanguageUse, OrganisationKind, OrganisationState, Role
from unions.models import NetworkRole, Organisation, Sector, User
from unions.validators import Refused, folded_name


class AlreadyFounded(Refused):
    """A network is founded once; afterwards its people admit others."""

    def __init__(self) -> None:
        super().__init__(_("This network has been founded before. Its admins invite and admit everybody else."))


@dataclass(frozen=True)
class Founder:
    """The first admin of a founding organisation."""

    handle: str
    language: str
    duties: Sequence[str] = ()


@dataclass(frozen=True)
class FoundingOrganisation:
    """An organisation that is a member from the first day."""

    name: str
    country: str
    founders: Sequence[Founder]
    acronym: str = ""
    kind: str = OrganisationKind.UNION
    languages: Sequence[str] = ()
    sectors: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Founded:
    """A founder, and the token of the link by which they come in."""

    organisation: Organisation
    user: User
    token: str


@transaction.atomic
def found(*, organisations: Sequence[FoundingOrganisation], at: datetime) -> list[Founded]:
    """Make all founding organisations and their founders, or nothing.

    Founders get no password: each has a link, good for seven days, by which they set one or a passkey. An organisation
    that the directory lists becomes a member. Raises AlreadyFounded, HandleTaken, Sector.DoesNotExist.
    """
    NetworkRole.objects.select_for_update().first()
    if NetworkRole.objects.exists() or Organisation.objects.members().exists():
        raise AlreadyFounded
    return [founded for each in organisations for founded in _found(each, at)]


def _found(founding: FoundingOrganisation, at: datetime) -> list[Founded]:
    organisation = _admit(founding, at)
    for language in founding.languages:
        organisation.languages.get_or_create(language=language, use=LanguageUse.CORRESPONDENCE)
    for code in founding.sectors:
        organisation.coverage.get_or_create(sector=Sector.objects.get(code=code))
    return [_bring_in(founder, organisation, at) for founder in founding.founders]


def _admit(founding: FoundingOrganisation, at: datetime) -> Organisation:
    who = {"country": founding.country, "folded_name": folded_name(founding.name)}
    organisation = Organisation.objects.filter(**who).first()
    before = organisation.state if organisation else ""
    if organisation is None:
        organisation = Organisation(name=founding.name, acronym=founding.acronym, **who)
        [organisation.slug] = free_slugs([organisation])
    organisation.kind, organisation.state = founding.kind, OrganisationState.APPROVED
    organisation.state_changed_at = at
    organisation.save()
    record("organisation.founded", organisation, by=None, at=at, from_state=before, to_state=organisation.state)
    return organisation


def _bring_in(founder: Founder, organisation: Organisation, at: datetime) -> Founded:
    user = users.make(handle=founder.handle, language=founder.language, consent_wording=None, at=at)
    memberships.verify(user=user, organisation=organisation, role=Role.UNION_ADMIN, by=None, at=at)
    for kind in founder.duties:
        duties.give(user=user, kind=kind, by=None, at=at)
    made = invitations.make(organisation=organisation, role=Role.UNION_ADMIN, for_user=user, by=None, at=at)
    return Founded(organisation, user, made.token)
