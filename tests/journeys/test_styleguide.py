"""The catalogue of parts stands in every dress: language, light, width."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import NewPage
from tests.journeys.inspection import fits, visit

WIDTHS = {"narrowest": 320, "desktop": 1280}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_every_part_is_accessible_and_fits_the_screen(
    new_page: NewPage, language: str, scheme: str, width: int
) -> None:
    page = new_page(locale=language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    visit(page, f"/{language}/styleguide/")
    assert fits(page)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl")])
def test_the_page_says_its_language_and_direction(new_page: NewPage, language: str, direction: str) -> None:
    html = visit(new_page(), f"/{language}/styleguide/").locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, direction)


def test_the_language_switch_keeps_the_page(page: Page) -> None:
    visit(page, "/en/styleguide/")
    page.get_by_role("link", name="العربية", exact=True).first.click()
    assert page.url.endswith("/ar/styleguide/")


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    visit(page, "/en/styleguide/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_bar_grows_from_where_the_script_begins(new_page: NewPage) -> None:
    page = visit(new_page(locale="ar"), "/ar/styleguide/")
    bar = page.locator("#need_bar .need-bar svg").first
    arrived = bar.locator(".need-bar__arrived").bounding_box()
    whole = bar.locator(".need-bar__ground").bounding_box()
    assert arrived is not None and whole is not None
    assert arrived["x"] + arrived["width"] == pytest.approx(whole["x"] + whole["width"], abs=4)


def test_nothing_comes_from_elsewhere(page: Page) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    visit(page, "/en/styleguide/")
    ours = page.url.split("/en/")[0]
    assert [address for address in addresses if not address.startswith((ours, "data:"))] == []
    assert len(addresses) <= 15
