"""The inbox: one's own news in words, as long as one may be told; reading it changes nothing, marking it does."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from deploy.local.places import ROOT
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.models import AlertDelivery
from solidarity.alerts.sealing import sealed, unsealed
from solidarity.choices import RequestState, Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.quoting import campaign_in_bengali
from tests.queries import queries_of
from unions.announcements import announce, kinds_of_news
from unions.choices import HIDDEN_TEXT, Grade
from unions.models import AlertChoice, Announcement, Follow, Unsubscription, User

SignIn = Callable[[User], Client]
INBOX = "/en/inbox/"


@pytest.fixture
def reader() -> User:
    """Somebody who follows the country of every request of these tests."""
    user = factories.make_user(time_zone="Europe/Berlin")
    Follow.objects.create(user=user, country="BD", since=timezone.now())
    return user


def open_request(**fields: Any) -> Announcement:
    """Open a request, and write the rows of all whom that concerns."""
    return tell("request_opened", factories.make_request(**fields))


def tell(kind: str, subject: Any) -> Announcement:
    """Announce something, and write the rows of all whom that concerns."""
    announcement = announce(kind, subject, by=None, at=timezone.now())
    write_next_chunk(announcement.pk)
    return announcement


def page_of(announcement: Announcement, user: User, language: str = "en") -> str:
    """Return the address of a piece of news in somebody's inbox."""
    return f"/{language}/inbox/{sealed(announcement.pk, user.recipient.pk)}/"


def text(client: Client, path: str = INBOX) -> str:
    """Return a page, which must be there."""
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def subjects(client: Client, path: str = INBOX) -> list[str]:
    """Return what the lines of an inbox are called."""
    return [line["subject"] for line in client.get(path).context["lines"]]


def read() -> list[bool]:
    """Return which rows were read, in the order of the news."""
    rows = AlertDelivery.objects.order_by("announcement")
    return [moment is not None for moment in rows.values_list("read_at", flat=True)]


def test_news_stands_in_the_inbox_of_whom_it_concerns(reader: User, signed_in: SignIn) -> None:
    announcement = open_request()
    (subject,) = subjects(signed_in(reader))
    assert "asks for help" in subject and page_of(announcement, reader) in text(signed_in(reader))
    assert subjects(signed_in(factories.make_user())) == []


def oldest_parent(template: str) -> str:
    """Return the template that this one extends in the end, as far as names are written down."""
    parent = re.search(r'{% extends "([^"]+)" %}', (ROOT / "templates" / template).read_text())
    return oldest_parent(parent[1]) if parent else template


@pytest.mark.parametrize("grade", Grade)
def test_the_words_of_every_kind_of_news_fit_on_a_page(grade: Grade) -> None:
    """What extends the skeleton of mails directly would bring a head and a foot of its own."""
    stems = {kind.templates(grade) for kind in kinds_of_news()}
    assert {oldest_parent(f"{stem}.html") for stem in stems} == {"emails/news.html"}


def test_an_empty_inbox_says_so(signed_in: SignIn) -> None:
    html = text(signed_in(factories.make_user()))
    assert "Nothing here" in html and "Mark all as read" not in html


def test_the_newest_stands_first(reader: User, signed_in: SignIn) -> None:
    titles = [open_request(country="BD").pk for _number in range(3)]
    lines = signed_in(reader).get(INBOX).context["lines"]
    assert [line["row"].announcement_id for line in lines] == titles[::-1]


def test_a_page_tells_the_news_in_words_with_its_ways_on(reader: User, signed_in: SignIn) -> None:
    announcement = open_request(title="Dismissed for organising")
    html = text(signed_in(reader), page_of(announcement, reader))
    asked = SolidarityRequest.objects.get()
    assert asked.organisation.name in html and "What would help" in html and "Why this reached you:" in html
    assert f"/en/requests/{asked.public_id}/" in html and "unsubscribe" not in html
    assert html.count("<html") == html.count("<h1") == 1


@pytest.mark.parametrize(("language", "words"), [("fr", "Pourquoi"), ("ar", 'dir="rtl"')])
def test_a_page_speaks_the_language_of_its_address(reader: User, signed_in: SignIn, language: str, words: str) -> None:
    announcement = open_request()
    html = text(signed_in(reader), page_of(announcement, reader, language))
    assert words in html and f"/{language}/requests/" in html and "What would help" not in html


def test_what_members_wrote_is_escaped(reader: User, signed_in: SignIn) -> None:
    announcement = open_request(title="<script>alert(1)</script>", what_happens="<img src=x onerror=alert(1)>")
    html = text(signed_in(reader), page_of(announcement, reader))
    assert "<script>alert" not in html and "<img src=x" not in html and "&lt;script&gt;alert(1)" in html


def test_a_hidden_text_is_said_to_be_hidden(reader: User, signed_in: SignIn) -> None:
    announcement = open_request(title=HIDDEN_TEXT, what_happens=HIDDEN_TEXT)
    SolidarityRequest.objects.get().needs.update(title=HIDDEN_TEXT)
    html = text(signed_in(reader), page_of(announcement, reader))
    assert "[hidden by the network]" in html and HIDDEN_TEXT not in html


def test_in_the_portal_safe_mode_hides_nothing(reader: User, signed_in: SignIn) -> None:
    announcement = open_request()
    User.objects.filter(pk=reader.pk).update(safe_mode=True)
    assert SolidarityRequest.objects.get().organisation.name in text(signed_in(reader), page_of(announcement, reader))


def test_what_a_mail_may_not_say_is_told_on_its_own_page(signed_in: SignIn) -> None:
    union = factories.make_organisation()
    staff = factories.make_staff(union)
    asked = factories.make_request(visibility=Visibility.NAMED_ORGANISATIONS)
    addressee = factories.make_addressee(asked, union)
    announcement = tell("request_addressed", asked)
    html = text(signed_in(staff), page_of(announcement, staff))
    assert "A union asks ours for help" in html and "It is told on a page of its own" in html
    assert f"/en/answers/{addressee.public_id}/" in html and asked.organisation.name not in html
    assert subjects(signed_in(staff)) == ["A union asks ours for help"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": RequestState.TAKEN_DOWN},
        {"state": RequestState.PAUSED},
        {"visibility": Visibility.NAMED_ORGANISATIONS},
    ],
)
def test_what_somebody_may_no_longer_be_told_is_gone(reader: User, signed_in: SignIn, change: dict[str, Any]) -> None:
    announcement, client = open_request(), signed_in(reader)
    SolidarityRequest.objects.update(**change)
    assert subjects(client) == []
    assert client.get(page_of(announcement, reader)).status_code == 404


def test_withdrawn_news_is_gone_and_counts_no_more(reader: User, signed_in: SignIn) -> None:
    announcement, client = open_request(), signed_in(reader)
    Announcement.objects.update(cancelled_at=timezone.now())
    assert subjects(client) == [] and ">Inbox<" in text(client).replace("</svg>", "")
    assert client.get(page_of(announcement, reader)).status_code == 404
    assert client.post(page_of(announcement, reader) + "read/").status_code == 404


def test_news_of_a_kind_that_nobody_knows_any_more_is_passed_over(reader: User, signed_in: SignIn) -> None:
    open_request()
    Announcement.objects.update(kind="of_a_room_that_left")
    assert subjects(signed_in(reader)) == []


def test_news_that_cannot_be_shown_holds_up_no_other(
    reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, good = open_request(), open_request()
    client = signed_in(reader)

    def fails_for_one(told: Any) -> str:
        if told.row.announcement_id == poison.pk:
            raise ValueError
        return "Fine"

    monkeypatch.setattr("solidarity.views.inbox.heading", fails_for_one)
    lines = client.get(INBOX).context["lines"]
    assert [line["row"].announcement_id for line in lines] == [good.pk]


@pytest.mark.parametrize("other", ["a stranger", "another person", "another follower"])
def test_nobody_else_opens_it(reader: User, signed_in: SignIn, other: str) -> None:
    announcement = open_request()
    if other == "a stranger":
        response = Client().get(page_of(announcement, reader))
        assert response.status_code == 302 and "/account/login/" in response["Location"]
        return
    somebody = factories.make_user()
    if other == "another follower":
        Follow.objects.create(user=somebody, country="BD", since=timezone.now())
    client = signed_in(somebody)
    assert client.get(page_of(announcement, reader)).status_code == 404
    assert client.get(page_of(announcement, somebody)).status_code == 404  # no row: told after the wave was opened


@pytest.mark.parametrize("token", ["1", "a" * 32, "a" * 31, "_" * 32, "A" * 33])
def test_a_made_up_address_opens_nothing(reader: User, signed_in: SignIn, token: str) -> None:
    open_request()
    client = signed_in(reader)
    assert client.get(f"{INBOX}{token}/").status_code == 404
    assert len(client.get(f"{INBOX}?older={token}").context["lines"]) == 1
    assert unsealed(token, reader.recipient.pk) is None


def test_an_address_says_nothing_and_stays_the_same(reader: User) -> None:
    other = factories.make_user()
    token = sealed(7, reader.recipient.pk)
    assert token == sealed(7, reader.recipient.pk) != sealed(7, other.recipient.pk)
    assert unsealed(token, reader.recipient.pk) == 7 and unsealed(token, other.recipient.pk) is None
    assert not token.startswith(sealed(8, reader.recipient.pk)[:4])


def test_looking_marks_nothing_as_read(reader: User, signed_in: SignIn) -> None:
    announcement, client = open_request(), signed_in(reader)
    text(client)
    text(client, page_of(announcement, reader))
    assert read() == [False] and "Unread" in text(client)


def test_one_piece_is_marked_as_read(reader: User, signed_in: SignIn) -> None:
    announcement, _other = open_request(), open_request()
    response = signed_in(reader).post(page_of(announcement, reader) + "read/")
    assert response["Location"] == INBOX and read() == [True, False]


def test_marking_leads_back_to_the_page_where_it_was_done_and_says_so(
    reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solidarity.views.inbox.PER_PAGE", 1)
    oldest, _newest, client = open_request(), open_request(), signed_in(reader)
    older = INBOX + client.get(INBOX).context["older_url"]
    page = client.get(older)
    assert page.text.count(f'name="next" value="{older}"') == 2
    one = client.post(page_of(oldest, reader) + "read/", {"next": older}, follow=True)
    all_of_it = client.post(f"{INBOX}read/", {"newest": page.context["newest"], "next": older}, follow=True)
    assert one.redirect_chain == all_of_it.redirect_chain == [(older, 302)]
    assert "Marked as read." in one.text and "All is marked as read." in all_of_it.text


@pytest.mark.parametrize("act", ["read/", "{}read/"])
def test_marking_leads_nobody_elsewhere(reader: User, signed_in: SignIn, act: str) -> None:
    url = INBOX + act.format(page_of(open_request(), reader).removeprefix(INBOX))
    assert signed_in(reader).post(url, {"next": "https://evil.example/"})["Location"] == INBOX


def test_all_that_stood_there_is_marked_as_read_and_nothing_that_came_later(reader: User, signed_in: SignIn) -> None:
    client, _earlier = signed_in(reader), [open_request(), open_request()]
    newest = client.get(INBOX).context["newest"]
    open_request()
    client.post(f"{INBOX}read/", {"newest": newest})
    assert read() == [True, True, False]
    client.post(f"{INBOX}read/", {"newest": "made up"})
    assert read() == [True, True, False]


def test_marking_touches_nobody_else(reader: User, signed_in: SignIn) -> None:
    other = factories.make_user()
    Follow.objects.create(user=other, country="BD", since=timezone.now())
    open_request()
    client = signed_in(reader)
    client.post(f"{INBOX}read/", {"newest": client.get(INBOX).context["newest"]})
    assert AlertDelivery.objects.get(recipient__user=other).read_at is None
    assert AlertDelivery.objects.get(recipient__user=reader).read_at is not None


@pytest.mark.parametrize("path", [f"{INBOX}read/", f"{INBOX}{'a' * 32}/read/"])
def test_only_a_post_marks(reader: User, signed_in: SignIn, path: str) -> None:
    assert signed_in(reader).get(path).status_code == 405


def test_whoever_gathers_or_ended_mails_reads_it_here_all_the_same(reader: User, signed_in: SignIn) -> None:
    AlertChoice.objects.create(recipient=reader.recipient, channel="mail", frequency="weekly")
    open_request()
    Unsubscription.objects.create(recipient=reader.recipient, kind="", at=timezone.now())
    open_request()
    assert set(AlertDelivery.objects.values_list("channel", "state")) == {
        ("digest", "waiting"),
        ("digest", "suppressed"),
    }
    assert len(subjects(signed_in(reader))) == 2


def test_pages_follow_each_other_both_ways(reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.views.inbox.PER_PAGE", 2)
    told, client = [open_request().pk for _number in range(5)][::-1], signed_in(reader)
    seen, url = [], INBOX
    while url:
        page = client.get(INBOX + url.removeprefix(INBOX)).context
        seen += [line["row"].announcement_id for line in page["lines"]]
        back, url = page["newer_url"], page["older_url"]
    assert seen == told
    page = client.get(INBOX + back).context
    assert [line["row"].announcement_id for line in page["lines"]] == told[2:4]
    page = client.get(INBOX + page["newer_url"]).context
    assert [line["row"].announcement_id for line in page["lines"]] == told[:2] and not page["newer_url"]


def test_news_that_is_over_makes_no_holes(reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solidarity.views.inbox.PER_PAGE", 2)
    oldest = open_request().pk
    over = [open_request() for _number in range(4)]
    SolidarityRequest.objects.filter(pk__in=[each.object_id for each in over]).update(state=RequestState.PAUSED)
    client = signed_in(reader)
    assert [line["row"].announcement_id for line in client.get(INBOX).context["lines"]] == [oldest]
    monkeypatch.setattr("solidarity.views.inbox.MOST_LOOKED_AT", 3)
    page = client.get(INBOX).context
    assert page["lines"] == []
    page = client.get(INBOX + page["older_url"]).context
    assert [line["row"].announcement_id for line in page["lines"]] == [oldest]


@pytest.mark.parametrize(("reads", "title"), [(["fr", "es"], "Que pague el puerto"), (["fr"], "বরখাস্ত")])
def test_a_title_stands_in_the_first_language_of_the_reader_that_there_is(
    reader: User, signed_in: SignIn, reads: list[str], title: str
) -> None:
    User.objects.filter(pk=reader.pk).update(reading_languages=reads)
    announcement = tell("campaign_call", campaign_in_bengali())
    client = signed_in(reader)
    assert title in subjects(client)[0] and title in text(client, page_of(announcement, reader))


def test_a_page_costs_no_more_however_much_comes_after_it(
    reader: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solidarity.views.inbox.PER_PAGE", 2)
    client = signed_in(reader)
    for _number in range(3):
        open_request()
    client.get(INBOX)
    few = queries_of(lambda: client.get(INBOX))
    for _number in range(3):
        open_request()
    assert queries_of(lambda: client.get(INBOX)) == few


@pytest.mark.parametrize(("count", "words"), [(1, "Inbox (1)"), (9, "Inbox (9)"), (10, "Inbox (more than 9)")])
def test_every_page_says_how_much_is_unread(reader: User, signed_in: SignIn, count: int, words: str) -> None:
    for _number in range(count):
        open_request()
    assert words in text(signed_in(reader), "/en/styleguide/")


def test_a_stranger_has_no_inbox() -> None:
    assert "Inbox" not in text(Client(), "/en/requests/")
    assert Client().get(INBOX).status_code == 302


def test_the_count_is_one_query_and_none_on_a_page_of_refusal(reader: User, signed_in: SignIn) -> None:
    open_request()
    client = signed_in(reader)
    refused = client.get("/en/nothing/").content.decode()
    assert f'href="{INBOX}"' in refused and "Inbox (" not in refused
    before = queries_of(lambda: client.get("/en/styleguide/"))
    for _number in range(4):
        open_request()
    assert queries_of(lambda: client.get("/en/styleguide/")) == before
