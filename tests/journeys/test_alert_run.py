"""Whoever asks watches the call go out: the page renews itself, and without script there is a link."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from solidarity.alerts import engine
from solidarity.alerts.audience import write_next_chunk
from solidarity.models import SolidarityRequest
from tests import factories
from tests.journeys.conftest import NewPage
from tests.journeys.helping import sign_in
from tests.journeys.inspection import fits, look_over, visit
from tests.smtp_server import SmtpServer
from unions.announcements import announce
from unions.models import Announcement, User

pytestmark = pytest.mark.django_db(transaction=True)
PAUSES = (5_000, 10_000, 20_000)  # milliseconds
TROUBLES: dict[Any, Callable[[Route], None]] = {
    "response": lambda route: route.fulfill(status=502),
    "requestfailed": lambda route: route.abort(),
}


@pytest.fixture
def asker() -> User:
    """Who speaks for the union that asks."""
    person = factories.make_staff(factories.make_organisation())
    factories.add_second_factor(person)
    return person


@pytest.fixture
def call(asker: User) -> Announcement:
    """A call to twelve people that is on its way, and of which nothing has left."""
    asked: SolidarityRequest = factories.make_request(asker.memberships.get().organisation)
    union = factories.make_organisation()
    factories.make_addressee(asked, union)
    for language in ("en", "ar") * 6:
        factories.make_staff(union, ui_language=language)
    written = announce("request_addressed", asked, by=None, at=timezone.now())
    write_next_chunk(written.pk)
    return written


def test_the_page_renews_itself_until_all_have_been_told(
    new_page: NewPage, asker: User, call: Announcement, smtp_server: SmtpServer
) -> None:
    page = sign_in(new_page(viewport={"width": 320, "height": 700}), asker)
    visit(page, reverse("solidarity:alert-run", args=[call.pk]))
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    engine.run()
    expect(page.get_by_role("heading", name="Finished")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "100")
    look_over(page)
    assert fits(page)


def part_of(call: Announcement) -> str:
    """The address of what the page asks for again."""
    return reverse("solidarity:alert-run-progress", args=[call.pk])


def watched(page: Page, call: Announcement) -> list[str]:
    """Open the page, whose clock stands still from then on; what it asks for is listed."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.clock.install(time=0)
    page.clock.pause_at(1)
    page.goto(reverse("solidarity:alert-run", args=[call.pk]))
    return asked


def link_by_hand(page: Page) -> Locator:
    """The link that shows how far it is now."""
    return page.locator("main a", has_text="See how far it is now")


def test_whoever_is_signed_out_meanwhile_is_shown_the_link(new_page: NewPage, asker: User, call: Announcement) -> None:
    page = sign_in(new_page(), asker)
    asked = watched(page, call)
    expect(link_by_hand(page)).to_be_hidden()
    page.context.clear_cookies()
    page.clock.run_for(PAUSES[0])
    expect(link_by_hand(page)).to_be_visible()
    page.clock.run_for(10 * sum(PAUSES))
    link_by_hand(page).click()
    expect(page.locator("[name=login]")).to_be_visible()
    assert asked.count(part_of(call)) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_where_nobody_answers_it_asks_more_and_more_seldom(
    new_page: NewPage, asker: User, call: Announcement, smtp_server: SmtpServer, trouble: Any
) -> None:
    page = sign_in(new_page(), asker)
    asked = watched(page, call)
    page.route(f"**{part_of(call)}", TROUBLES[trouble])
    for number, pause in enumerate(PAUSES):
        page.clock.run_for(pause - 1)
        assert asked.count(part_of(call)) == number
        with page.expect_event(trouble):
            page.clock.run_for(1)
    page.unroute_all()
    engine.run()
    page.clock.run_for(2 * PAUSES[-1])
    expect(page.get_by_role("heading", name="Finished")).to_be_visible()


def test_a_voice_says_the_state_when_it_changes_and_only_then(
    new_page: NewPage, asker: User, call: Announcement, smtp_server: SmtpServer
) -> None:
    page = sign_in(new_page(), asker)
    watched(page, call)
    said = page.locator("main [role=status]")
    with page.expect_response(f"**{part_of(call)}"):
        page.clock.run_for(PAUSES[0])
    expect(said).to_have_text("")
    engine.run()
    page.clock.run_for(PAUSES[0])
    expect(said).to_have_text("Finished")


def test_without_script_and_from_right_to_left_there_is_a_link(
    new_page: NewPage, asker: User, call: Announcement, smtp_server: SmtpServer
) -> None:
    page = sign_in(new_page(javascript=False), asker)
    address = reverse("solidarity:alert-run", args=[call.pk]).replace("/en/", "/ar/")
    visit(page, address)
    engine.run()
    page.locator(f'main a[href="{address}"]').click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "100")
