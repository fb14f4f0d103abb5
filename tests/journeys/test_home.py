"""The first page, as each role finds it: what waits on top, one tap away from doing it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from solidarity.actions import pledges
from solidarity.models import Addressee, SolidarityRequest
from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.helping import open_request, sign_in
from tests.journeys.inspection import look_over, visit
from unions.choices import Role
from unions.models import Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = pytest.mark.parametrize(("language", "screen"), [("en", DESKTOP), ("ar", PHONE)], ids=["en", "ar-phone"])


@pytest.fixture
def union() -> Organisation:
    """A union that asks, and is asked by another."""
    own = factories.make_organisation("Dockers of Sfax", country="TN")
    open_request(own, title="We ask", checked_in_at=timezone.now() - timedelta(days=8))
    asked = open_request(factories.make_organisation("NGWF", country="BD"), title="They ask us", country="BD")
    factories.make_addressee(asked, own, told_at=timezone.now(), due_at=timezone.now() + timedelta(days=2))
    return own


def home(page: Page, language: str, person: User | None = None) -> Page:
    """Open the first page as this person."""
    return visit(sign_in(page, person) if person else page, f"/{language}/")


def names(page: Page) -> list[str]:
    """The sections that stand on the page, from the top."""
    headings = page.locator(".home-sections h2").all()
    return [(heading.get_attribute("id") or "").removesuffix("-title") for heading in headings]


@SCREENS
def test_a_visitor_sees_who_asks_who_helps_and_finds_the_first_request(
    new_page: NewPage, union: Organisation, language: str, screen: dict[str, int]
) -> None:
    asked = SolidarityRequest.objects.get(title="They ask us")
    for _ in range(5):
        person = factories.make_user()
        pledges.make(need=asked.needs.get(), quantity=1, by=person, at=timezone.now(), country="DE")
    page = home(new_page(viewport=screen, locale=language), language)
    assert names(page) == []
    page.locator("section[aria-labelledby=flows-title] summary").click()
    expect(look_over(page).locator("section[aria-labelledby=flows-title] tbody tr")).to_have_count(1)
    page.locator(".card-request a").first.click()
    expect(look_over(page).locator("h1")).to_be_visible()


@SCREENS
def test_a_member_helps_tonight_in_two_taps_and_finds_the_promise(
    new_page: NewPage, union: Organisation, language: str, screen: dict[str, int]
) -> None:
    member = factories.make_member(factories.make_organisation())
    page = home(new_page(viewport=screen), language, member)
    assert names(page) == ["ten-minutes", "pledges"]
    page.locator("section[aria-labelledby=ten-minutes-title] .next-things a").first.click()
    look_over(page).locator("main form button[type=submit]").first.click()
    home(page, language)
    expect(page.locator("section[aria-labelledby=pledges-title] .next-things a")).to_have_count(1)


@SCREENS
def test_staff_find_their_check_in_first_then_who_waits_for_them(
    new_page: NewPage, union: Organisation, language: str, screen: dict[str, int]
) -> None:
    page = home(new_page(viewport=screen), language, factories.make_staff(union))
    assert names(page)[:2] == ["check-in", "answers"]
    page.locator("section[aria-labelledby=answers-title] .next-things a").click()
    expect(look_over(page)).to_have_url(re.compile(f"/answers/{Addressee.objects.get().public_id}/$"))


@SCREENS
def test_a_reviewer_finds_the_desk(
    new_page: NewPage, union: Organisation, language: str, screen: dict[str, int]
) -> None:
    checking = {"state": "checking", "opened_at": None, "visibility": "named_organisations"}
    waiting = open_request(factories.make_organisation(), is_life_or_liberty=True, **checking)
    page = home(new_page(viewport=screen), language, factories.give_duty(factories.make_user()))
    assert names(page)[0] == "desk"
    page.locator("section[aria-labelledby=desk-title] .next-things a").click()
    expect(look_over(page)).to_have_url(re.compile(f"/review/{waiting.public_id}/$"))


@SCREENS
def test_a_translator_finds_what_is_to_be_translated(
    new_page: NewPage, union: Organisation, language: str, screen: dict[str, int]
) -> None:
    translator = factories.make_member(union, Role.TRANSLATOR, reading_languages=["fr"])
    page = home(new_page(viewport=screen), language, translator)
    assert names(page)[0] == "translations"
    page.locator("section[aria-labelledby=translations-title] .next-things a").first.click()
    expect(look_over(page)).to_have_url(re.compile("/translate/fr/$"))


def test_somebody_new_reads_without_javascript_what_to_do(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    sign_in(page, factories.make_user()).goto("/en/")
    expect(page.get_by_text("Nothing short is wanted now")).to_be_visible()
    expect(page.get_by_text("You have promised nothing that is still open")).to_be_visible()
