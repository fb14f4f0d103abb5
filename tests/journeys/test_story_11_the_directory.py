"""Story 11: a visitor finds a union by its name and by the map, with the keyboard alone; follows its country."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, ViewportSize, expect

from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.helping import open_request
from tests.journeys.inspection import fits, look_over, visit
from tests.journeys.signing_in import sign_in
from unions.models import Follow, Organisation, OwnershipLink, Recognition

DRESSES = [("en", DESKTOP, "light"), ("ar", PHONE, "dark")]
MOST_TABS = 60


@pytest.fixture
def union() -> Organisation:
    """A union in Tunisia among others, with all that a profile can show."""
    cache.clear()
    for country in ("DE", "DE", "MX", "BD"):
        factories.make_organisation(country=country)
    found = factories.make_organisation(
        "الاتحاد العام التونسي للشغل", acronym="UGTT", country="TN", city="Tunis", website="https://ugtt.example",
        public_email="office@ugtt.example", member_count=700_000, statement="نحن عمال", statement_language="ar",
    )  # fmt: skip
    found.languages.create(language="ar")
    found.languages.create(language="fr")
    found.coverage.create(sector=factories.make_sector())
    employer = factories.make_employer("Call centres of Tunis", country="TN", kind="group")
    OwnershipLink.objects.create(parent=factories.make_employer("Holding", country="FR"), child=employer)
    Recognition.objects.create(organisation=found, employer=employer)
    open_request(found, employer=employer, country="TN")
    return found


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element is reached; fail where it never is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with the keyboard")


@pytest.mark.parametrize(("language", "viewport", "color_scheme"), DRESSES)
def test_a_visitor_finds_a_union_with_the_keyboard_alone(
    new_page: NewPage, union: Organisation, language: str, viewport: ViewportSize, color_scheme: Any
) -> None:
    page = new_page(locale=language, viewport=viewport, color_scheme=color_scheme)
    visit(page, f"/{language}/unions/")
    tab_to(page, ".world-map__link[href$='country=TN']")
    expect(page.locator(".world-map__link:focus .world-map__words")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"country=TN"))
    expect(look_over(page).locator(".directory__name")).to_have_count(1)
    tab_to(page, "[name=q]")
    page.keyboard.type("اتّحاد تونسي")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"country=TN.*q="))
    tab_to(look_over(page), ".directory__name a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/unions/{union.slug}/")
    expect(look_over(page).locator("h1")).to_contain_text(union.name)
    expect(page.locator("a[href^='mailto:']")).to_have_text(union.public_email)
    assert fits(page)


@pytest.mark.parametrize(("language", "viewport", "color_scheme"), DRESSES)
def test_who_signs_in_follows_the_country(
    new_page: NewPage, union: Organisation, language: str, viewport: ViewportSize, color_scheme: Any
) -> None:
    person = factories.make_user()
    page = new_page(locale=language, viewport=viewport, color_scheme=color_scheme)
    visit(page, f"/{language}/unions/?country=TN").locator("form.follow-button button").click()
    page.wait_for_url(re.compile("login"))
    sign_in(page, person, language)
    visit(page, f"/{language}/unions/?country=TN").locator("form.follow-button button").click()
    expect(page.locator("form.follow-button use[href$='#bell-off']")).to_have_count(1)
    look_over(page)
    assert Follow.objects.get(user=person).country == union.country


@pytest.mark.parametrize(("language", "viewport", "color_scheme"), DRESSES)
def test_an_employer_leads_to_its_owner_its_unions_and_what_they_ask(
    new_page: NewPage, union: Organisation, language: str, viewport: ViewportSize, color_scheme: Any
) -> None:
    page = new_page(locale=language, viewport=viewport, color_scheme=color_scheme)
    visit(page, f"/{language}/employers/").get_by_text("Call centres of Tunis").click()
    expect(page.locator(".card-request")).to_have_count(1)
    look_over(page)
    assert fits(page)
    page.get_by_role("link", name=union.name).first.click()
    page.wait_for_url(f"**/unions/{union.slug}/")
    page.get_by_role("link", name="Call centres of Tunis").first.click()
    page.locator(".tree a").click()
    expect(page.locator("h1")).to_have_text("Holding")
    look_over(page)


@pytest.mark.parametrize(("language", "viewport", "color_scheme"), DRESSES)
def test_an_admin_changes_the_profile_and_a_mistake_costs_nothing(
    new_page: NewPage, union: Organisation, language: str, viewport: ViewportSize, color_scheme: Any
) -> None:
    page = new_page(locale=language, viewport=viewport, color_scheme=color_scheme)
    sign_in(page, factories.make_admin(union), language)
    visit(page, f"/{language}/unions/{union.slug}/edit/")
    page.locator("[name=city]").fill("Sfax")
    page.locator("[name=members_counted_in]").fill("1066")
    page.locator("main button[type=submit]").last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    look_over(page)
    expect(page.locator("[name=city]")).to_have_value("Sfax")
    page.locator("[name=members_counted_in]").fill("2025")
    page.locator("main button[type=submit]").last.click()
    expect(page.locator(".key-facts")).to_contain_text("Sfax")
    look_over(page)
