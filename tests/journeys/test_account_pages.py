"""The account pages that come with allauth wear the portal's own clothes."""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import look_over, visit

PAGES = ["login", "signup", "password/reset"]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_an_account_page_stands_in_the_frame(new_page: NewPage, language: str, path: str) -> None:
    page = visit(new_page(locale=language, viewport=PHONE), f"/{language}/account/{path}/")
    assert page.locator(".wordmark").is_visible()
    assert page.locator("form.form .button--main").first.is_visible()


def test_a_wrong_password_is_said_on_top_and_nothing_typed_is_lost(page: Page) -> None:
    visit(page, "/en/account/login/")
    page.locator("#id_login").fill("nobody")
    page.locator("#id_password").fill("not the password")
    page.locator("form.form .button--main").first.click()
    look_over(page)
    assert page.locator(".error-summary").is_visible()
    assert page.locator("#id_login").input_value() == "nobody"
