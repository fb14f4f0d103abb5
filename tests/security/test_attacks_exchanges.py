"""Attacks on exchanges: unions named to those they hide from, seats of a union that has lost its rights."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.models import Visit
from exchanges.notifications.readers import party_to
from tests import factories
from tests.exchanges import meeting
from tests.unions import applying
from unions.actions import suspensions
from unions.choices import Listing
from unions.models import Organisation, User

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("listing", [Listing.MEMBERS, Listing.UNLISTED])
def test_a_host_that_hides_itself_is_not_named_by_what_came_of_the_visit(listing: str, client: Client) -> None:
    host = meeting.union("Clandestine Dockers", listing=listing)
    visit = meeting.reported(host=host, visibility="public")
    pages = [
        f"{reverse('exchanges:exchange-list')}?state=past",
        reverse("exchanges:exchange-detail", args=[visit.exchange.public_id]),
        reverse("unions:organisation-detail", args=[visit.guest.slug]),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Clandestine" not in answer.content.decode(), page
    outcome = client.get(reverse("exchanges:visit-outcome", args=[visit.public_id]), follow=True)
    assert "Clandestine" not in outcome.content.decode()


def test_its_own_people_and_the_other_union_read_it(signed_in: SignIn) -> None:
    host = meeting.union("Clandestine Dockers", listing=Listing.UNLISTED)
    visit = meeting.reported(host=host, visibility="public")
    page = reverse("exchanges:visit-outcome", args=[visit.public_id])
    for side in (visit.guest, host):
        assert "Clandestine" in signed_in(meeting.staff_of(side)).get(page).content.decode()


def suspended(union: Organisation) -> None:
    """Take the rights of a union."""
    suspensions.suspend(organisation=union, by=applying.network_admin(), at=meeting.NOW, reason="complaint")


def test_who_has_a_seat_from_a_suspended_union_reads_nothing_of_the_visit(signed_in: SignIn) -> None:
    visit = meeting.confirmed()
    person = factories.make_member(visit.guest)
    meeting.seat(visit, person)
    page = reverse("exchanges:visit-detail", args=[visit.public_id])
    assert signed_in(person).get(page).status_code == 200
    suspended(visit.guest)
    assert signed_in(person).get(page).status_code == 404
    assert not Visit.objects.visible_to(person).exists()
    assert not party_to(visit).filter(user=person).exists()
