"""How tests ask: a whole draft, a published request, an open one, each reached through the actions."""

from typing import Any

from django.test import Client

from solidarity.actions import solidarity_requests
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.factories import NOW
from unions.choices import NetworkRoleKind
from unions.models import Employer, Organisation, Recognition, User


def whole_draft(by: User | None = None, **answers: Any) -> SolidarityRequest:
    """A draft with its answers, a need and a title, wanted for the network."""
    organisation = by.memberships.get().organisation if by else factories.make_organisation()
    fields = {"wanted_visibility": Visibility.NETWORK, "made_by": by}
    draft = factories.make_draft(organisation, **(fields | answers))
    factories.make_need(draft)
    return draft


def union_at(employer: Employer | None, name: str = "", **fields: Any) -> Organisation:
    """A member union with staff, present at this employer."""
    organisation = factories.make_organisation(name, **fields)
    factories.make_staff(organisation)
    if employer is not None:
        Recognition.objects.create(organisation=organisation, employer=employer)
    return organisation


def published(by: User | None = None, asked: list[Organisation] | None = None, **answers: Any) -> SolidarityRequest:
    """A request whose unions have been told."""
    by = by or factories.make_staff(factories.make_organisation())
    draft = whole_draft(by, **answers)
    organisations = [union_at(draft.employer)] if asked is None else asked
    return solidarity_requests.publish(by=by, at=NOW, solidarity_request=draft, organisations=organisations)


def reviewer() -> User:
    """A reviewer of another organisation."""
    return factories.give_duty(factories.make_member(factories.make_organisation()), NetworkRoleKind.REVIEWER)


def opened(by: User | None = None, **answers: Any) -> SolidarityRequest:
    """A request that a reviewer has opened."""
    solidarity_request = published(by, **answers)
    return solidarity_requests.open_wider(by=reviewer(), at=NOW, solidarity_request=solidarity_request)


def forget_proof(client: Client) -> None:
    """Let the last proof of who is there be too old for publishing."""
    session = client.session
    session["signed_in_at"] = 0
    session.save()
