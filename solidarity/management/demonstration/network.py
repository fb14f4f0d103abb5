"""The unions, the people and the employers of the demonstration."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP

from solidarity.management.demonstration.organisations import FOUNDERS, WORKPLACES, Founder
from solidarity.management.demonstration.people import FOUNDING, PEOPLE, Person
from solidarity.management.demonstration.telling import Network
from unions.actions import consents, employers, follows, foundings, invitations, users
from unions.choices import ConsentPurpose, Role
from unions.models import Employer, NeedKind, Organisation, OwnershipLink, Recognition, Sector, User
from unions.permissions import needs_second_factor
from unions.validators import folded_name

DAYS_OLD = 120
SOURCE = "Demonstration"


def build(now: datetime) -> Network:
    """Found the network with its admins, bring in everybody else by invitation, and set who faces whom."""
    at = now - timedelta(days=DAYS_OLD)
    founded = foundings.found(organisations=[_founding(each) for each in FOUNDERS], at=at)
    tokens = {each.user.handle: each.token for each in founded}
    unions = {founder.key: _union(founder) for founder in FOUNDERS}
    people = {person.handle: _person(person, unions[person.organisation], tokens, at) for person in PEOPLE}
    faced = _employers(people["mistral"], unions, at)
    homes = {person.handle: unions[person.organisation] for person in PEOPLE}
    return Network(now=now, people=people, homes=homes, unions=unions, employers=faced)


def _founding(founder: Founder) -> foundings.FoundingOrganisation:
    admins = [
        foundings.Founder(handle=person.handle, language=person.language, duties=person.duties)
        for person in PEOPLE
        if person.organisation == founder.key and person.role == Role.UNION_ADMIN
    ]
    return foundings.FoundingOrganisation(
        name=founder.name,
        country=founder.country,
        founders=admins,
        acronym=founder.acronym,
        kind=founder.kind,
        languages=founder.languages,
        sectors=founder.sectors,
    )


def _union(founder: Founder) -> Organisation:
    union = Organisation.objects.get(country=founder.country, folded_name=folded_name(founder.name))
    union.acronym, union.city = union.acronym or founder.acronym, union.city or founder.city
    union.save(update_fields=["acronym", "city"])
    return union


def _person(person: Person, union: Organisation, tokens: Mapping[str, str], at: datetime) -> User:
    words = {"account": consents.wording(ConsentPurpose.ACCOUNT, person.language),
             "membership": consents.wording(ConsentPurpose.MEMBERSHIP, person.language)}  # fmt: skip
    password, language = person.password, person.language
    if person.handle in tokens:
        user = invitations.open_account(
            token=tokens[person.handle], password=password, at=at, language=language, **words
        )
    else:
        made = invitations.make(organisation=union, role=person.role, by=None, at=at)
        user = invitations.accept_as_new(
            token=made.token, handle=person.handle, password=password, at=at, language=language, **words
        )
    _settle_in(person, user, at)
    return user


def _settle_in(person: Person, user: User, at: datetime) -> None:
    users.change(by=user, at=at, time_zone=person.zone)
    user.email = person.address
    user.save(update_fields=["email"])
    EmailAddress.objects.create(user=user, email=person.address, verified=True, primary=True)
    if person.duties and person.handle not in FOUNDING:
        raise ValueError(f"{person.handle} has a duty and must be among the founders.")
    if needs_second_factor(user):
        TOTP.activate(user, person.totp_secret)
    for each in person.follows:
        follows.add(by=user, at=at, language=person.language, **_target(each))


def _target(follow: str) -> dict[str, object]:
    kind, value = follow.split(":")
    if kind == "sector":
        return {"sector": Sector.objects.get(code=value)}
    if kind == "need_kind":
        return {"need_kind": NeedKind.objects.get(code=value)}
    return {"spoken" if kind == "language" else kind: value}


def _employers(by: User, unions: Mapping[str, Organisation], at: datetime) -> dict[str, Employer]:
    made: dict[str, Employer] = {}
    for place in WORKPLACES:
        employer = employers.add(by=by, at=at, name=place.name, country=place.country)
        employer.kind = place.kind
        employer.save(update_fields=["kind"])
        made[place.key] = employer
        if place.owner:
            OwnershipLink.objects.create(parent=made[place.owner], child=employer, kind=place.ownership, source=SOURCE)
    Recognition.objects.bulk_create(
        Recognition(organisation=unions[founder.key], employer=made[key], source=SOURCE)
        for founder in FOUNDERS
        for key in founder.employers
    )
    return made
