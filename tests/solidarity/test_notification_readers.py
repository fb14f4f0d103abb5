"""Who may be told of a request are those who may see it: one rule, asked from both ends."""

from typing import Any

import pytest

from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from solidarity.notifications.readers import readers_of
from tests import factories
from unions.choices import NetworkRoleKind, OrganisationState
from unions.models import Organisation, Recipient, User

OPENED: dict[str, Any] = {"opened_at": factories.NOW}
STATES: dict[str, dict[str, Any]] = {
    RequestState.DRAFT: {"opened_at": None},
    RequestState.CHECKING: {"opened_at": None},
    RequestState.OPEN: OPENED,
    RequestState.PAUSED: OPENED,
    RequestState.CLOSED: OPENED | {"outcome": "won"},
    RequestState.TAKEN_DOWN: OPENED,
}


def cast(asker: Organisation, asked: Organisation) -> None:
    """Make one person for each way to stand towards a request."""
    other = factories.make_organisation()
    outside = factories.make_organisation(state=OrganisationState.SUSPENDED)
    factories.make_user("account")
    factories.make_member(other, handle="member")
    factories.make_staff(outside, "suspended")
    factories.make_staff(asker, "asker")
    factories.make_member(asker, handle="member-of-asker")
    factories.make_staff(asked, "asked")
    factories.make_member(asked, handle="member-of-asked")
    factories.give_duty(factories.make_member(other, handle="reviewer"))
    factories.give_duty(factories.make_member(asker, handle="own-reviewer"))
    factories.give_duty(factories.make_user("safeguarding"), NetworkRoleKind.SAFEGUARDING)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("wish", [("network", "no"), ("named_organisations", "no"), ("public", "yes")])
def test_those_who_may_be_told_are_those_who_may_see_it(state: str, wish: tuple[str, str]) -> None:
    asker, asked = factories.make_organisation(), factories.make_organisation()
    cast(asker, asked)
    wanted, danger = wish
    for visibility in Visibility:
        levels = {"visibility": visibility, "wanted_visibility": wanted, "danger": danger}
        solidarity_request = factories.make_request(asker, state=state, **levels, **STATES[state])
        factories.make_addressee(solidarity_request, asked)
        assert_the_same(solidarity_request)


@pytest.mark.parametrize("visibility", Visibility)
def test_the_same_holds_once_the_asker_is_suspended(visibility: str) -> None:
    asker, asked = factories.make_organisation(state=OrganisationState.SUSPENDED), factories.make_organisation()
    cast(asker, asked)
    solidarity_request = factories.make_request(asker, visibility=visibility)
    factories.make_addressee(solidarity_request, asked)
    assert_the_same(solidarity_request)


def assert_the_same(solidarity_request: SolidarityRequest) -> None:
    """Compare the readers with those whose scope holds the request."""
    seen_by = {user.handle for user in User.objects.all() if sees(user, solidarity_request)}
    assert set(readers_of(solidarity_request).values_list("user__handle", flat=True)) == seen_by


def sees(user: User, solidarity_request: SolidarityRequest) -> bool:
    """Whether the scope holds the request for this person."""
    return SolidarityRequest.objects.visible_to(user).filter(pk=solidarity_request.pk).exists()


def contact_of(organisation: Organisation) -> Recipient:
    """Give an organisation a contact without an account."""
    return Recipient.objects.create(organisation=organisation, contact_address="office@example.org")


def test_the_contact_of_a_listed_organisation_that_is_asked_may_be_told() -> None:
    listed = factories.make_organisation(state=OrganisationState.LISTED)
    contact = contact_of(listed)
    solidarity_request = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    assert contact not in readers_of(solidarity_request)
    factories.make_addressee(solidarity_request, listed)
    assert contact in readers_of(solidarity_request)


@pytest.mark.parametrize("state", [OrganisationState.SUSPENDED, OrganisationState.REMOVED, OrganisationState.FROZEN])
def test_the_contact_of_an_organisation_put_outside_is_not_told(state: str) -> None:
    union = factories.make_organisation(state=state)
    contact = contact_of(union)
    solidarity_request = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(solidarity_request, union)
    assert contact not in readers_of(solidarity_request)
