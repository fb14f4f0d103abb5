"""While the union that asks is suspended its requests are nowhere; afterwards they are back as they were."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from solidarity.actions import pledges
from solidarity.actions.pledges import IllegalMove, NotOpen
from solidarity.models import Addressee, Pledge, SolidarityRequest
from tests import factories
from tests.factories import NOW
from tests.solidarity import everywhere
from unions.actions import suspensions
from unions.choices import NetworkRoleKind
from unions.models import Organisation, Recipient, User
from unions.notifications.circles import with_duty

pytestmark = pytest.mark.usefixtures("at_now")
SignIn = Callable[[User], Client]


def admin() -> User:
    """A network admin of another organisation."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), NetworkRoleKind.NETWORK_ADMIN)


def suspend(union: Organisation) -> None:
    """Suspend it, by a network admin of another organisation."""
    suspensions.suspend(organisation=union, by=admin(), at=NOW, reason="complaint")


def test_its_requests_are_hidden_everywhere_and_come_back(signed_in: SignIn) -> None:
    world = everywhere.build()
    assert world.shown(signed_in) == set(world.places)
    suspend(world.solidarity_request.organisation)
    assert world.shown(signed_in) == set()
    suspensions.lift(organisation=world.solidarity_request.organisation, by=admin(), at=timezone.now())
    assert world.shown(signed_in) == set(world.places)


def test_safeguarding_still_sees_them() -> None:
    solidarity_request = factories.make_request()
    suspend(solidarity_request.organisation)
    guardian = factories.give_duty(factories.make_user(), NetworkRoleKind.SAFEGUARDING)
    assert SolidarityRequest.objects.visible_to(guardian).get() == solidarity_request


def pledged() -> Any:
    """A pledge on a request whose union was suspended afterwards."""
    need = factories.make_request().needs.get()
    pledge = pledges.make(by=factories.make_user(), need=need, quantity=2, at=NOW)
    suspend(need.solidarity_request.organisation)
    return Pledge.objects.get(pk=pledge.pk)


def test_who_pledged_is_told_that_it_is_not_available_now(signed_in: SignIn) -> None:
    pledge = pledged()
    client = signed_in(pledge.user)
    page = client.get(f"/en/pledges/{pledge.public_id}/").content.decode()
    assert "Not available now" in page
    assert f"/en/pledges/{pledge.public_id}/done/" not in page
    assert f"/en/pledges/{pledge.public_id}/withdraw/" in page
    assert "Not available now" in client.get("/en/pledges/").content.decode()


@pytest.mark.parametrize("act", [pledges.mark_under_way, pledges.mark_delivered])
def test_nobody_delivers_to_it(act: Any) -> None:
    pledge = pledged()
    with pytest.raises(IllegalMove) as refusal:
        act(pledge=pledge, by=pledge.user, at=NOW)
    assert "not available now" in str(refusal.value.message)


def test_a_pledge_can_be_withdrawn_meanwhile() -> None:
    pledge = pledged()
    pledges.withdraw(pledge=pledge, by=pledge.user, at=NOW)
    pledge.refresh_from_db()
    assert pledge.state == "withdrawn"


def test_a_pledge_that_slips_through_finds_no_place() -> None:
    need = factories.make_request().needs.get()
    suspend(need.solidarity_request.organisation)
    with pytest.raises(NotOpen):
        pledges.make(by=factories.make_user(), need=need, quantity=1, at=NOW)
    need.refresh_from_db()
    assert need.taken == 0


def test_nobody_is_reminded_meanwhile_and_so_nothing_lapses() -> None:
    pledge = pledged()
    late = NOW + timedelta(days=60)
    assert not Pledge.objects.to_remind(late).exists()
    suspensions.lift(organisation=pledge.need.solidarity_request.organisation, by=admin(), at=late)
    assert Pledge.objects.to_remind(late).get() == pledge


def test_a_suspended_union_that_was_asked_keeps_nobody_waiting() -> None:
    asked = factories.make_organisation()
    factories.make_addressee(factories.make_request(), asked, due_at=NOW - timedelta(hours=1))
    assert Addressee.objects.overdue(NOW).exists()
    suspend(asked)
    assert not Addressee.objects.overdue(NOW).exists()


def test_unions_asked_are_not_reminded_of_it() -> None:
    solidarity_request = factories.make_request()
    factories.make_addressee(solidarity_request, factories.make_organisation(), due_at=NOW - timedelta(hours=1))
    assert Addressee.objects.to_remind(NOW).exists()
    suspend(solidarity_request.organisation)
    assert not Addressee.objects.to_remind(NOW).exists()


def test_a_reviewer_of_it_is_told_of_no_request() -> None:
    union = factories.make_organisation()
    reviewer = factories.give_duty(factories.make_member(union))
    concerned = with_duty(NetworkRoleKind.REVIEWER)
    assert Recipient.objects.filter(concerned).get().user == reviewer
    suspend(union)
    assert not Recipient.objects.filter(concerned).exists()
