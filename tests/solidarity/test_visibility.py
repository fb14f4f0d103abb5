"""Who may see a request: the scope that everything else stands on."""

import pytest
from django.contrib.auth.models import AnonymousUser

from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from unions.choices import NetworkRoleKind, OrganisationState

STRANGER = AnonymousUser()


def sees(user: object, solidarity_request: SolidarityRequest) -> bool:
    """Whether the scope holds the request for this reader."""
    return SolidarityRequest.objects.visible_to(user).filter(pk=solidarity_request.pk).exists()


def test_everyone_sees_an_open_public_request() -> None:
    assert sees(STRANGER, factories.make_request())


@pytest.mark.parametrize("visibility", [v for v in Visibility if v != Visibility.PUBLIC])
def test_a_stranger_sees_nothing_above_public(visibility: str) -> None:
    assert not sees(STRANGER, factories.make_request(visibility=visibility))


@pytest.mark.parametrize("state", [RequestState.DRAFT, RequestState.CHECKING, RequestState.TAKEN_DOWN])
def test_a_stranger_sees_no_request_that_is_not_opened(state: str) -> None:
    opened_at = None if state in {"draft", "checking"} else factories.NOW
    assert not sees(STRANGER, factories.make_request(state=state, opened_at=opened_at))


def test_a_member_of_the_network_sees_network_requests() -> None:
    member = factories.make_member(factories.make_organisation())
    assert sees(member, factories.make_request(visibility=Visibility.NETWORK))


def test_an_account_without_a_union_sees_only_public_requests() -> None:
    assert not sees(factories.make_user(), factories.make_request(visibility=Visibility.NETWORK))


def test_staff_of_a_union_that_is_asked_see_it_while_it_is_checked() -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request(
        state=RequestState.CHECKING, opened_at=None, visibility=Visibility.NAMED_ORGANISATIONS
    )
    factories.make_addressee(solidarity_request, union)
    assert sees(factories.make_staff(union), solidarity_request)


def test_members_of_a_union_that_is_asked_do_not_see_the_named_level() -> None:
    union = factories.make_organisation()
    solidarity_request = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(solidarity_request, union)
    assert not sees(factories.make_member(union), solidarity_request)


def test_requests_of_a_suspended_union_are_hidden() -> None:
    union = factories.make_organisation(state=OrganisationState.SUSPENDED)
    assert not sees(STRANGER, factories.make_request(union))


def test_a_reviewer_sees_what_waits_for_review_but_not_that_of_their_own_union() -> None:
    union = factories.make_organisation()
    reviewer = factories.give_duty(factories.make_member(union), NetworkRoleKind.REVIEWER)
    waiting = {"state": RequestState.CHECKING, "opened_at": None, "visibility": Visibility.NAMED_ORGANISATIONS}
    assert sees(reviewer, factories.make_request(**waiting))
    assert not sees(reviewer, factories.make_request(union, **waiting))


def test_a_draft_is_seen_by_the_staff_who_write_it_alone() -> None:
    union = factories.make_organisation()
    draft = factories.make_draft(union)
    assert sees(factories.make_staff(union), draft)
    assert not sees(factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING), draft)
