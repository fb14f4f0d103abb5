"""Story 5, without an account: the contact of an organisation reads its mail, taps, and has answered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from solidarity.actions import solidarity_requests
from solidarity.models import Addressee, Pledge
from solidarity.tasks import let_the_clock_tick
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import link_in, mails_at, open_request
from tests.journeys.inspection import look_over, visit
from tests.smtp_server import SmtpServer
from tests.solidarity.answering import ADDRESS, with_contact
from unions.announcements import announce

pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[..., tuple[Addressee, str]]


class Taps:
    """A reader on a phone who counts every touch since the mail was open."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def follow(self, mail: str, part: str) -> "Taps":
        """Tap a link in the mail."""
        visit(self.page, link_in(mail, part))
        self.count += 1
        return self

    def on(self, target: str | Locator) -> "Taps":
        """Tap something on the page."""
        (self.page.locator(target).first if isinstance(target, str) else target).click()
        self.count += 1
        return self


@pytest.fixture
def ask(smtp_server: SmtpServer) -> Ask:
    """Return a function that asks a listed organisation, and gives the mail that its contact gets."""

    def put(language: str = "en", days: int = 7) -> tuple[Addressee, str]:
        asked = open_request(factories.make_organisation("Garment Workers’ Union", country="BD"))
        listed = with_contact("Listed Union", contact_language=language)
        due_at = timezone.now() + timedelta(days=days)
        addressee = factories.make_addressee(asked, listed, told_at=timezone.now(), due_at=due_at)
        announce("request_addressed", asked, by=None, at=timezone.now())
        return addressee, mails_at(ADDRESS, smtp_server)[0]

    return put


@pytest.fixture
def taps(new_page: NewPage) -> Taps:
    """A small phone in somebody's hand."""
    return Taps(new_page(viewport=PHONE, has_touch=True))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_mail_to_a_pledge_in_three_taps(ask: Ask, taps: Taps, language: str) -> None:
    addressee, mail = ask(language)
    taps.follow(mail, "#yes-title").on("[name=answer][value=pledges]")
    expect(look_over(taps.page).locator("h1")).to_be_visible()
    assert f"/{language}/asked/" in taps.page.url and taps.page.url.endswith("/thanks/")
    assert taps.count <= 3
    assert Pledge.objects.get().organisation == addressee.organisation


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_mail_to_a_no_with_its_reason_in_three_taps(ask: Ask, taps: Taps, language: str) -> None:
    addressee, mail = ask(language)
    taps.follow(mail, "#no-title").on("[name=no_reason][value=law_forbids]").on("[name=answer][value=no]")
    look_over(taps.page)
    addressee.refresh_from_db()
    assert (addressee.no_reason, taps.count) == ("law_forbids", 3)


def test_from_the_mail_to_a_date_in_two_taps(ask: Ask, taps: Taps) -> None:
    addressee, mail = ask()
    taps.follow(mail, "#decide-title").on("[name=answer][value=decide_by]")
    look_over(taps.page)
    addressee.refresh_from_db()
    assert addressee.decide_by == (timezone.now() + timedelta(days=7)).date()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_question_is_asked_without_javascript(ask: Ask, new_page: NewPage, language: str) -> None:
    addressee, mail = ask(language)
    page = new_page(javascript=False, viewport=PHONE)
    page.goto(link_in(mail, "#other-answer"))
    page.locator("[name=answer][value=question]").check()
    page.locator("#other-answer button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#otherform_text").fill("Which brands buy there?")
    page.locator("#other-answer button").click()
    expect(page.get_by_text("Which brands buy there?")).to_be_visible()
    addressee.refresh_from_db()
    assert addressee.answer == "question"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_was_promised_is_delivered_by_the_link_of_the_reminder(
    ask: Ask, taps: Taps, smtp_server: SmtpServer, language: str
) -> None:
    _addressee, mail = ask(language)
    Addressee.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    visit(taps.page, link_in(mail, "#yes-title"), status=410)
    let_the_clock_tick()
    reminder = mails_at(ADDRESS, smtp_server)[-1]
    taps.page.goto("about:blank")
    taps.follow(reminder, "#yes-title").on("[name=answer][value=pledges]").on("a[href*='/pledges/'].button")
    look_over(taps.page).locator("[name=note]").fill("By post")
    taps.on("[name=step][value=deliver]")
    look_over(taps.page)
    assert Pledge.objects.get().state == "delivered"


def test_a_take_down_reaches_the_page_that_is_open(ask: Ask, taps: Taps) -> None:
    addressee, mail = ask()
    taps.follow(mail, "#yes-title")
    asked = addressee.solidarity_request
    asker = factories.make_staff(asked.organisation)
    solidarity_requests.take_down(by=asker, at=timezone.now(), solidarity_request=asked, reason="danger")
    taps.on("[name=answer][value=pledges]")
    expect(look_over(taps.page).locator("main")).not_to_contain_text("Dismissed")
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_whole_page_on_a_large_screen(ask: Ask, page: Page, language: str) -> None:
    _addressee, mail = ask(language)
    visit(page, link_in(mail, "/asked/").partition("#")[0])
    page.locator("[name=answer][value=no]").click()
    look_over(page)
    expect(page.locator(".error-summary")).to_be_visible()
