"""The private feed of an inbox: for whoever has its address, as little as a mail would say, as long as it lasts."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from solidarity.actions import inbox
from solidarity.alerts.models import AlertDelivery, InboxFeed
from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.quoting import campaign_in_bengali
from tests.solidarity.test_inbox import open_request, tell
from unions.actions import users
from unions.choices import HIDDEN_TEXT
from unions.models import AuditEvent, Follow, OwnChannel, Unsubscription, User
from unions.retention.people import what_we_hold

SignIn = Callable[[User], Client]
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/en/inbox/feed/"


@pytest.fixture
def reader() -> User:
    """Somebody who follows the country of every request of these tests."""
    user = factories.make_user()
    Follow.objects.create(user=user, country="BD", since=timezone.now())
    return user


def feed_of(user: User) -> str:
    """Open somebody's feed; return its address."""
    return f"{FEED}{inbox.open_feed(by=user, at=timezone.now())}/"


def root(path: str) -> Any:
    """Return a feed, which must be there, as a feed reader without a session reads it."""
    response = Client().get(path)
    assert response.status_code == 200 and response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def entries(path: str) -> list[str]:
    """Return the titles of a feed."""
    return [str(entry.findtext(f"{ATOM}title")) for entry in root(path).iter(f"{ATOM}entry")]


def words(path: str) -> str:
    """Return all that a feed says."""
    return Client().get(path).content.decode()


def test_a_feed_tells_what_a_mail_would_be_called_where_it_leads_and_why(reader: User) -> None:
    open_request()
    asked = SolidarityRequest.objects.get()
    (entry,) = root(feed_of(reader)).iter(f"{ATOM}entry")
    assert asked.organisation.name in entry.findtext(f"{ATOM}title")
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/en/requests/{asked.public_id}/")
    assert entry.findtext(f"{ATOM}summary") == "You follow this country"


def test_nothing_may_keep_a_copy_or_list_it(reader: User) -> None:
    response = Client().get(feed_of(reader))
    assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"


def test_a_feed_speaks_the_language_of_its_person_not_of_its_address(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(ui_language="es")
    open_request()
    feed = root(feed_of(reader))
    assert "pide ayuda" in str(feed.find(f"{ATOM}entry").findtext(f"{ATOM}title"))


def test_a_title_stands_in_the_first_language_of_its_person_that_there_is(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(reading_languages=["fr", "es"])
    tell("campaign_call", campaign_in_bengali())
    (title,) = entries(feed_of(reader))
    assert "Que pague el puerto" in title and "unions wanted for a campaign" in title


def test_an_entry_keeps_its_id(reader: User) -> None:
    open_request()
    path = feed_of(reader)
    ids = [[entry.findtext(f"{ATOM}id") for entry in root(path).iter(f"{ATOM}entry")] for _time in range(2)]
    assert ids[0] == ids[1] and len(set(ids[0])) == 1


def test_in_safe_mode_a_feed_says_only_that_requests_need_them(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(safe_mode=True)
    open_request()
    path = feed_of(reader)
    assert entries(path) == ["A request needs you"]
    assert SolidarityRequest.objects.get().organisation.name not in words(path) and "follow" not in words(path)


def test_a_call_to_named_unions_says_only_that_a_request_needs_them() -> None:
    union = factories.make_organisation()
    staff = factories.make_staff(union)
    asked = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    factories.make_addressee(asked, union)
    tell("request_addressed", asked)
    path = feed_of(staff)
    assert entries(path) == ["A request needs you"] and asked.organisation.name not in words(path)


@pytest.mark.parametrize(
    "change",
    [{"state": RequestState.TAKEN_DOWN}, {"visibility": Visibility.NAMED_ORGANISATIONS}],
)
def test_what_may_no_longer_be_told_is_not_in_it(reader: User, change: dict[str, Any]) -> None:
    open_request()
    path = feed_of(reader)
    SolidarityRequest.objects.update(**change)
    assert entries(path) == []


def test_whoever_ended_all_mails_still_has_the_feed(reader: User) -> None:
    Unsubscription.objects.create(recipient=reader.recipient, kind="", at=timezone.now())
    open_request()
    assert len(entries(feed_of(reader))) == 1


def test_what_members_wrote_cannot_break_the_feed(reader: User) -> None:
    asked = factories.make_request(factories.make_organisation("]]><script>alert(1)</script>&\"'"))
    tell("request_opened", asked)
    (title,) = entries(feed_of(reader))
    assert "<script>alert(1)</script>" in title  # as text, in well-formed XML


def test_a_hidden_text_is_not_in_it(reader: User) -> None:
    open_request(title=HIDDEN_TEXT)
    assert HIDDEN_TEXT not in words(feed_of(reader))


def test_reading_the_feed_marks_nothing(reader: User) -> None:
    open_request()
    entries(feed_of(reader))
    assert AlertDelivery.objects.get().read_at is None


@pytest.mark.parametrize("token", ["made-up", "", "a" * 500, "%00"])
def test_a_made_up_address_is_that_of_nothing(reader: User, token: str) -> None:
    feed_of(reader)
    assert Client().get(f"{FEED}{token}/").status_code == 404


def test_a_new_address_ends_the_old_one(reader: User) -> None:
    old, new = feed_of(reader), feed_of(reader)
    assert Client().get(old).status_code == 404 and entries(new) == []
    assert InboxFeed.objects.count() == 1


def test_an_ended_feed_is_gone(reader: User) -> None:
    path = feed_of(reader)
    inbox.end_feed(by=reader, at=timezone.now())
    inbox.end_feed(by=reader, at=timezone.now())
    assert Client().get(path).status_code == 404
    assert list(AuditEvent.objects.filter(action__startswith="inbox_feed").values_list("action", flat=True)) == [
        "inbox_feed.opened",
        "inbox_feed.ended",
    ]


def test_a_feed_dies_with_the_account(reader: User) -> None:
    open_request()
    path = feed_of(reader)
    inbox.mark_read(announcement_id=AlertDelivery.objects.get().announcement_id, by=reader, at=timezone.now())
    users.erase(by=reader, at=timezone.now())
    assert Client().get(path).status_code == 404 and not InboxFeed.objects.exists()
    assert AlertDelivery.objects.get().read_at is None


def test_a_closed_account_has_no_feed(reader: User) -> None:
    path = feed_of(reader)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_the_token_is_held_nowhere_and_handed_out_by_no_export(reader: User) -> None:
    token = feed_of(reader).removeprefix(FEED).rstrip("/")
    held = InboxFeed.objects.get()
    assert token != held.token_hash
    assert held.token_hash not in str(what_we_hold(reader)) and token not in str(what_we_hold(reader))


def test_a_person_makes_renews_and_ends_the_feed_on_its_page(reader: User, signed_in: SignIn) -> None:
    client = signed_in(reader)
    assert "Make the feed" in client.get(FEED).content.decode()
    made = client.post(FEED, {"choice": "open"})
    path = "/" + made.context["url"].split("/", 3)[3]
    assert made.context["url"] in made.content.decode() and made["Cache-Control"] == "no-store"
    assert entries(path) == []
    again = client.get(FEED).content.decode()
    assert "Make a new address" in again and path not in again
    client.post(FEED, {"choice": "open"})
    assert Client().get(path).status_code == 404
    client.post(FEED, {"choice": "end"})
    assert not InboxFeed.objects.exists()


def test_the_address_of_a_feed_asks_for_a_fresh_sign_in(reader: User, signed_in: SignIn) -> None:
    client = signed_in(reader)
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=1)):
        response = client.post(FEED, {"choice": "open"})
    assert response.status_code == 302 and "reauthenticate" in response["Location"]
    assert not InboxFeed.objects.exists()


def test_an_account_that_is_given_back_tells_nobody_else(reader: User) -> None:
    address = feed_of(reader)
    factories.make_chat(reader, code="")
    assert Client().get(address).status_code == 200
    users.reset_ways_to_sign_in(user=reader, password="other words entirely", at=timezone.now())
    assert Client().get(address).status_code == 404
    assert not OwnChannel.objects.exists()
