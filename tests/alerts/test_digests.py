"""What a digest says: all that somebody gathers in one mail, looked at again before it is written."""

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from solidarity.actions import restorations, solidarity_requests
from solidarity.alerts import engine, watching
from solidarity.alerts.audience import write_next_chunk
from solidarity.alerts.digests import Preview, preview
from solidarity.alerts.models import AlertDelivery
from solidarity.choices import Visibility
from solidarity.models import SolidarityRequest
from tests import factories
from tests.alerts.clock import let_time_pass_to_the_digest
from tests.alerts.gathering import FOLLOWER, gathering, narrow, states
from tests.alerts.news import asked
from tests.alerts.test_letters import part
from unions.announcements import cancel_about
from unions.models import AlertChoice, Announcement, Follow, Organisation, Unsubscription, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
Opened = Callable[..., list[Announcement]]


def test_nothing_leaves_before_its_hour(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(2)
    engine.run()
    assert letters() == [] and states() == {("waiting", "")}


@pytest.mark.usefixtures("follower")
def test_all_that_is_due_comes_in_one_mail(open_requests: Opened, letters: Letters) -> None:
    open_requests(3)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters(FOLLOWER)
    text = part(letter, "plain")
    assert letter["Subject"] == "3 things that you follow" and states() == {("sent", "")}
    for each in SolidarityRequest.objects.select_related("organisation"):
        assert each.organisation.name in text and f"/requests/{each.public_id}/" in text
    assert text.count("Why this reached you: ") == 3


def test_only_the_urgent_lane_leaves_digests_alone(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run(only_urgent=True)
    assert letters() == []


def test_a_digest_has_one_recipient_and_the_head_of_our_mails(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    open_requests(2)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert letter["To"] == FOLLOWER and not letter["Cc"] and not letter["Bcc"]
    assert letter["Content-Language"] == "en" and letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert follower.recipient.public_id in letter["List-Unsubscribe"]


@pytest.mark.usefixtures("follower")
def test_the_foot_of_a_digest_leads_to_what_one_is_told(open_requests: Opened, letters: Letters) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    page = reverse("unions:alert-preferences")
    assert f"Choose what you are told: {settings.SITE_URL}{page}\r\n" in part(letters()[0], "plain")
    assert f'<a href="{settings.SITE_URL}{page}"' in part(letters()[0], "html")


def test_the_link_in_its_head_ends_all_mail_that_is_not_owed(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    path = "/" + letters()[0]["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert "No more mails at all" in Client().get(path).content.decode()
    assert Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert [ended.kind for ended in Unsubscription.objects.filter(recipient=follower.recipient)] == [""]


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("fr", "ltr")])
def test_a_digest_is_in_the_language_of_its_reader(
    open_requests: Opened, letters: Letters, language: str, direction: str
) -> None:
    gathering(email=FOLLOWER, ui_language=language)
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert letter["Content-Language"] == language
    html = part(letter, "html")
    assert f'lang="{language}" dir="{direction}"' in html and f"/{language}/requests/" in html


def test_somebody_in_safe_mode_reads_only_that_requests_need_them(
    follower: User, open_requests: Opened, letters: Letters
) -> None:
    User.objects.filter(pk=follower.pk).update(safe_mode=True)
    open_requests(2)
    let_time_pass_to_the_digest()
    engine.run()
    words = str(letters()[0])
    assert "A request needs you" in words and "Why this reached you" not in words
    assert not any(each.name in words for each in Organisation.objects.all())


def test_a_request_for_the_network_is_told_without_names(open_requests: Opened, letters: Letters) -> None:
    reader = factories.make_member(factories.make_organisation(), email=FOLLOWER)
    Follow.objects.create(user=reader, country="BD", since=timezone.now())
    AlertChoice.objects.create(recipient=reader.recipient, channel="mail", frequency="daily")
    open_requests(1, visibility=Visibility.NETWORK)
    let_time_pass_to_the_digest()
    engine.run()
    text = part(letters()[0], "plain")
    assert "A union in Bangladesh asks for help" in text
    assert SolidarityRequest.objects.get().organisation.name not in text


@pytest.mark.usefixtures("follower")
def test_what_members_wrote_is_words_and_no_html(news: News, letters: Letters) -> None:
    asker = factories.make_organisation("<script>alert(1)</script> & Co")
    write_next_chunk(news("request_opened", factories.make_request(asker)).pk)
    let_time_pass_to_the_digest()
    engine.run()
    (letter,) = letters()
    assert "<script>alert(1)</script> & Co" in part(letter, "plain")
    assert "<script" not in part(letter, "html") and "&lt;script&gt;alert(1)" in part(letter, "html")


@pytest.mark.usefixtures("follower")
def test_what_was_narrowed_meanwhile_is_left_out(open_requests: Opened, letters: Letters) -> None:
    narrowed, _open = open_requests(2)
    let_time_pass_to_the_digest()
    narrow(narrowed)
    engine.run()
    assert letters()[0]["Subject"] == "1 thing that you follow"
    assert SolidarityRequest.objects.get(pk=narrowed.object_id).public_id not in str(letters()[0])
    assert states() == {("suppressed", "no_longer_concerned"), ("sent", "")}


@pytest.mark.usefixtures("follower")
def test_with_nothing_left_there_is_no_mail(open_requests: Opened, letters: Letters) -> None:
    for announcement in open_requests(2):
        narrow(announcement)
    let_time_pass_to_the_digest()
    engine.run()
    assert letters() == [] and states() == {("suppressed", "no_longer_concerned")}


def test_whoever_unsubscribed_meanwhile_gets_none(follower: User, open_requests: Opened, letters: Letters) -> None:
    open_requests(1)
    let_time_pass_to_the_digest()
    Unsubscription.objects.create(recipient=follower.recipient, kind="", at=timezone.now())
    engine.run()
    assert letters() == [] and states() == {("suppressed", "unsubscribed")}


@pytest.mark.usefixtures("follower")
def test_withdrawn_news_is_in_no_digest_even_when_its_other_copies_are_out(
    open_requests: Opened, letters: Letters
) -> None:
    withdrawn, _open = open_requests(2)
    engine.run()
    assert Announcement.objects.get(pk=withdrawn.pk).finished_at
    let_time_pass_to_the_digest()
    Announcement.objects.filter(pk=withdrawn.pk).update(cancelled_at=timezone.now())
    engine.run()
    assert letters()[0]["Subject"] == "1 thing that you follow"
    assert states() == {("cancelled", "cancelled"), ("sent", "")}


def stopped(announcement: Announcement) -> None:
    assert watching.stop(announcement=announcement, by=None, at=timezone.now())


def over(announcement: Announcement) -> None:
    assert cancel_about(asked(announcement), at=timezone.now()) == 1


def restored(_announcement: Announcement) -> None:
    assert restorations.hold_back(at=timezone.now()).copies == 1


@pytest.mark.usefixtures("follower")
@pytest.mark.parametrize("happened", [stopped, over, restored])
def test_news_of_which_only_a_digest_waits_can_still_be_stopped(
    open_requests: Opened, letters: Letters, happened: Callable[[Announcement], None]
) -> None:
    (announcement,) = open_requests(1)
    engine.run()
    assert Announcement.objects.get().finished_at
    happened(announcement)
    engine.run()
    assert {state for state, _reason in states()} == {"cancelled"}
    let_time_pass_to_the_digest()
    engine.run()
    assert letters() == [] and Announcement.objects.get().finished_at


@pytest.mark.usefixtures("follower")
def test_a_request_taken_down_is_in_no_digest(open_requests: Opened, letters: Letters) -> None:
    (announcement,) = open_requests(1)
    engine.run()
    found = asked(announcement)
    staff = factories.make_staff(found.organisation)
    solidarity_requests.take_down(solidarity_request=found, by=staff, at=timezone.now(), reason="danger")
    let_time_pass_to_the_digest()
    engine.run()
    assert not any("that you follow" in str(letter["Subject"]) for letter in letters(FOLLOWER))
    assert AlertDelivery.objects.get(announcement=announcement).state in {"cancelled", "suppressed"}


def test_the_preview_says_what_the_next_digest_will(follower: User, open_requests: Opened, letters: Letters) -> None:
    narrowed, _open = open_requests(2)
    narrow(narrowed)
    entries = preview(follower.recipient).entries
    let_time_pass_to_the_digest()
    engine.run()
    text = part(letters()[0], "plain")
    assert len(entries) == 1
    assert all(words in text for entry in entries for words in (entry.subject, entry.url, entry.why))


def test_without_anything_gathered_the_preview_is_empty(follower: User) -> None:
    assert preview(follower.recipient) == Preview()
