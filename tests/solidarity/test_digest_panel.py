"""What the page of one's choices shows of the next digest."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.actions import updates
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import RequestState
from solidarity.models import SolidarityRequest
from solidarity.panels.digests import MOST_SHOWN
from tests import factories
from tests.solidarity.pledging import make_pledge
from unions.announcements import announce
from unions.models import AlertChoice, Announcement, Follow, User

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


def put_off(rows: list[AlertDelivery]) -> None:
    """Let these come some days after the others."""
    for row in rows:
        AlertDelivery.objects.filter(pk=row.pk).update(not_before=row.not_before + timedelta(days=3))


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
    assert "And 2 more wait for it." in page


def test_what_comes_with_a_later_digest_is_only_counted(signed_in: SignIn) -> None:
    client = signed_in(gathered(requests=3))
    next_one, *later = AlertDelivery.objects.order_by("announcement")
    put_off(later)
    page = shown(client)
    ids = dict(SolidarityRequest.objects.values_list("pk", "public_id"))
    assert {pk for pk, public_id in ids.items() if public_id in page} == {next_one.announcement.object_id}
    assert "2 pieces of news come with a later digest, the first of them on" in page
    assert "more waits" not in page and NOTHING not in page


def test_what_comes_later_is_counted_though_nothing_is_left_of_the_next(signed_in: SignIn) -> None:
    client = signed_in(gathered(requests=2))
    next_one, later = AlertDelivery.objects.order_by("announcement")
    put_off([later])
    SolidarityRequest.objects.filter(pk=next_one.announcement.object_id).update(state=RequestState.TAKEN_DOWN)
    page = shown(client)
    assert "1 piece of news comes with a later digest, on" in page
    assert "The next one comes on" not in page and NOTHING not in page


def test_what_is_overdue_comes_with_all_that_is(signed_in: SignIn) -> None:
    client = signed_in(gathered(requests=2))
    for hours, row in enumerate(AlertDelivery.objects.order_by("announcement"), start=1):
        AlertDelivery.objects.filter(pk=row.pk).update(not_before=timezone.now() - timedelta(hours=hours))
    page = shown(client)
    assert all(public_id in page for public_id in SolidarityRequest.objects.values_list("public_id", flat=True))


def test_what_is_told_in_the_same_words_is_shown_once_as_in_the_mail(signed_in: SignIn) -> None:
    pledge = make_pledge()
    AlertChoice.objects.create(recipient=pledge.user.recipient, channel="mail", frequency="daily")
    helped = pledge.need.solidarity_request
    for text in ("We are still out.", "We go on."):
        updates.post(solidarity_request=helped, text=text, language="en", by=pledge.user, at=timezone.now())
    for announcement in Announcement.objects.filter(kind="update_posted"):
        write_next_chunk(announcement.pk)
    assert AlertDelivery.objects.filter(announcement__kind="update_posted").count() == 2
    assert shown(signed_in(pledge.user)).count(helped.public_id) == 1
