"""Guests in a hurry, each on a connection of their own, against a real Postgres."""

import pytest
from django.core import mail

from solidarity.actions import guest_pledges
from solidarity.models import GuestPledge, Need, Pledge
from tests.factories import NOW
from tests.solidarity.test_ceilings import at_once, make_scarce_need
from tests.solidarity.test_guest_pledges import ADDRESS, ask, link_in
from unions.models import User
from unions.validators import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_sent_twice_at_once_is_one_pledge_to_confirm() -> None:
    need = make_scarce_need()
    results = at_once([lambda: ask(Need.objects.get(pk=need.pk))] * 8)
    assert not [each for each in results if isinstance(each, Refused)]
    assert GuestPledge.objects.count() == 1
    assert len(mail.outbox) == guest_pledges.MOST_MAILS_FOR_A_NEED


def test_a_link_followed_by_many_at_once_takes_one_place_for_one_account() -> None:
    need = make_scarce_need()
    ask(need)
    token = link_in(str(mail.outbox[-1].body))
    results = at_once([lambda: guest_pledges.confirm(token=token, at=NOW).pledge] * 8)
    need.refresh_from_db()
    assert len(set(results)) == need.taken == Pledge.objects.count() == 1
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_many_guests_never_take_more_places_than_there_are() -> None:
    need = make_scarce_need(places_offered=3)
    for number in range(8):
        ask(need, f"guest{number}@example.net")
    tokens = [link_in(str(each.body)) for each in mail.outbox]
    results = at_once([lambda token=token: guest_pledges.confirm(token=token, at=NOW) for token in tokens])  # type: ignore[misc]
    assert len([each for each in results if not isinstance(each, Refused)]) == 3
    assert User.objects.filter(email__startswith="guest").count() == 3
