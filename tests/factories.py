"""Lone rows for tests; a state is reached through the actions, not made here."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from solidarity.choices import RequestState, Visibility
from solidarity.models import Addressee, Need, SolidarityRequest
from unions.choices import MembershipState, NeedLevel, NetworkRoleKind, OrganisationState, Role, WhoMay
from unions.models import (
    Employer,
    Membership,
    NeedKind,
    NetworkRole,
    Organisation,
    OwnChannel,
    Recipient,
    Sector,
    UnionApplication,
    User,
    Vouch,
)
from unions.validators import folded_name

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
_numbers = count(1)


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    """A member organisation in Germany."""
    number = next(_numbers)
    name = name or f"Dockers’ Union {number}"
    defaults = {"slug": f"organisation-{number}", "country": "DE", "state": OrganisationState.APPROVED}
    return Organisation.objects.create(name=name, folded_name=folded_name(name), **(defaults | fields))


def make_user(handle: str = "", **fields: Any) -> User:
    """A person with a verified address and a recipient."""
    handle = handle or f"person{next(_numbers)}"
    fields.setdefault("email", f"{handle}@example.org")
    user = User.objects.create_user(handle, **fields)
    user.password = _hashed(PASSWORD)
    user.save(update_fields=["password"])
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Recipient.objects.create(user=user)
    return user


def make_chat(user: User, **fields: Any) -> OwnChannel:
    """A chat of theirs, at a server that is nowhere."""
    fields = {"name": "Chat", "address": "ntfys://ntfy.example.org/topic", "made_at": NOW, **fields}
    return OwnChannel.objects.create(recipient=user.recipient, channel="chat", **fields)


@cache
def _hashed(password: str) -> str:
    """Hash a password once for all: doing it for each person is most of what a test costs."""
    return make_password(password)


def make_member(organisation: Organisation, role: str = Role.MEMBER, handle: str = "", **fields: Any) -> User:
    """A person with a verified role in this organisation; staff have a second factor."""
    user = make_user(handle, **fields)
    Membership.objects.create(
        user=user, organisation=organisation, role=role, state=MembershipState.VERIFIED, verified_at=NOW
    )
    if role != Role.MEMBER:
        add_second_factor(user)
    return user


def make_staff(organisation: Organisation, handle: str = "", **fields: Any) -> User:
    """A person who asks and answers for this organisation."""
    return make_member(organisation, Role.UNION_STAFF, handle, **fields)


def make_admin(organisation: Organisation, handle: str = "", **fields: Any) -> User:
    """A person who looks after the people of this organisation."""
    return make_member(organisation, Role.UNION_ADMIN, handle, **fields)


def give_duty(user: User, kind: str = NetworkRoleKind.REVIEWER) -> User:
    """Give a person a duty for the network."""
    NetworkRole.objects.create(user=user, kind=kind, granted_at=NOW)
    add_second_factor(user)
    return user


def add_second_factor(user: User) -> None:
    """Set up TOTP with the known secret, once."""
    secret = get_adapter().encrypt(TOTP_SECRET)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret}})


def make_sector(code: str = "transport", **fields: Any) -> Sector:
    """A sector."""
    return Sector.objects.get_or_create(code=code, defaults={"name": code.capitalize()} | fields)[0]


def make_employer(name: str = "Hafen AG", **fields: Any) -> Employer:
    """An employer."""
    return Employer.objects.create(name=name, folded_name=folded_name(name), **({"country": "DE"} | fields))


def make_need_kind(code: str = "protest_letter", **fields: Any) -> NeedKind:
    """A light kind of help that a person can give in ten minutes, unless said otherwise."""
    defaults = {
        "name": code.replace("_", " ").capitalize(),
        "unit": "letters",
        "level": NeedLevel.PRACTICAL,
        "is_light": True,
        "effort_minutes": 10,
        "who_may": WhoMay.BOTH,
    }
    return NeedKind.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_draft(organisation: Organisation | None = None, **fields: Any) -> SolidarityRequest:
    """A draft with its six answers given, no need yet."""
    defaults: dict[str, Any] = {
        "language": "en",
        "title": "Dismissed for organising",
        "what_happens": "Twelve delegates were dismissed after a ballot.",
        "own_action": "We stand at the gate every morning.",
        "demands": "Take them back.",
        "employer": None,
        "country": "BD",
        "contact": "International office, office@example.org",
        "danger": "no",
        "recognisable": "no",
        "consent": "yes",
        "made_at": NOW,
        "changed_at": NOW,
    }
    values = defaults | fields
    values["employer"] = values["employer"] or make_employer(f"Employer {next(_numbers)}")
    return SolidarityRequest.objects.create(organisation=organisation or make_organisation(), **values)


def make_request(organisation: Organisation | None = None, **fields: Any) -> SolidarityRequest:
    """A request that everyone may read, open since yesterday, with one need of ten letters."""
    yesterday = NOW - timedelta(days=1)
    defaults = {
        "state": RequestState.OPEN,
        "visibility": Visibility.PUBLIC,
        "wanted_visibility": Visibility.PUBLIC,
        "number": next(_numbers),
        "published_at": yesterday,
        "opened_at": yesterday,
        "checked_in_at": yesterday,
        "closes_on": TODAY + timedelta(days=60),
    }
    solidarity_request = make_draft(organisation, **(defaults | fields))
    make_need(solidarity_request)
    return solidarity_request


def make_need(solidarity_request: SolidarityRequest, **fields: Any) -> Need:
    """A need of ten letters by next week."""
    defaults: dict[str, Any] = {"quantity": 10, "wanted_by": date(2026, 11, 30), "effort_minutes": 10}
    values = defaults | fields
    values.setdefault("kind", make_need_kind())
    return Need.objects.create(solidarity_request=solidarity_request, **values)


def make_addressee(solidarity_request: SolidarityRequest, organisation: Organisation, **fields: Any) -> Addressee:
    """A union asked because of its employer, with a week to answer."""
    defaults: dict[str, Any] = {"reasons": ["same_employer"], "told_at": NOW, "due_at": NOW + timedelta(days=7)}
    return Addressee.objects.create(
        solidarity_request=solidarity_request, organisation=organisation, **(defaults | fields)
    )


def join(user: User, organisation: Organisation, role: str = Role.UNION_STAFF) -> Membership:
    """A further verified role."""
    return Membership.objects.create(
        user=user, organisation=organisation, role=role, state=MembershipState.VERIFIED, verified_at=NOW
    )


def make_vouch(voucher: Organisation, organisation: Organisation) -> Vouch:
    """The word of a member union for one that was admitted provisionally."""
    application = UnionApplication.objects.create(
        name=organisation.name,
        country=organisation.country,
        organisation=organisation,
        state="provisional",
        consent_wording="We keep the rules.",
        made_at=NOW,
        changed_at=NOW,
        submitted_at=NOW,
    )
    return Vouch.objects.create(
        voucher=voucher,
        application=application,
        organisation=organisation,
        since=2019,
        how_known="worked_together",
        statement="We have worked together for years.",
        at=NOW,
    )
