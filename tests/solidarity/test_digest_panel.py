"""What the page of one's choices shows of the next digest."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from solidarity.panels.digests import MOST_SHOWN
from tests import factories
from unions.announcements import announce
from unions.models import Follow, User

SignIn = Callable[[User], Client]
NOTHING = "Nothing waits for it."


def gathered(requests: int = 1) -> User:
    """Somebody who follows a union once a day, which has opened so many requests."""
    union, reader = factories.make_organisation(), factories.make_user()
    Follow.objects.create(user=reader, organisation=union, frequency="daily", since=timezone.now())
    for _number in range(requests):
        solidarity_request = factories.make_request(union)
        write_next_chunk(announce("request_opened", solidarity_request, by=None, at=timezone.now()).pk)
    return reader


def shown(client: Client) -> str:
    """Return the page of one's choices."""
    return client.get(reverse("unions:alert-preferences")).text


def test_what_waits_is_shown_with_its_reason_and_the_hour_at_which_it_comes(signed_in: SignIn) -> None:
    page = shown(signed_in(gathered()))
    public_id = SolidarityRequest.objects.values_list("public_id", flat=True).get()
    assert public_id in page and "You follow" in page
    assert "The next one comes on" in page and NOTHING not in page


def test_what_may_not_be_told_any_more_is_not_shown(signed_in: SignIn) -> None:
    client = signed_in(gathered())
    SolidarityRequest.objects.update(state=RequestState.TAKEN_DOWN)
    assert NOTHING in shown(client)


def test_what_waits_for_somebody_else_is_not_shown(signed_in: SignIn) -> None:
    gathered()
    assert NOTHING in shown(signed_in(factories.make_user()))


def test_looking_at_it_sends_nothing(signed_in: SignIn) -> None:
    shown(signed_in(gathered()))
    assert AlertDelivery.objects.get().state == "waiting"


def test_no_more_is_looked_at_than_is_shown(signed_in: SignIn) -> None:
    page = shown(signed_in(gathered(requests=MOST_SHOWN + 2)))
    ids = SolidarityRequest.objects.values_list("public_id", flat=True)
    assert sum(public_id in page for public_id in ids) == MOST_SHOWN
