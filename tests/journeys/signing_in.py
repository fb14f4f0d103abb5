"""How the people of a story sign in: with their password and the code of their app, as people do."""

import time

from playwright.sync_api import Page, expect

from deploy.local.one_time_codes import code
from tests import factories
from tests.journeys.inspection import visit
from unions.models import User


def sign_in(page: Page, person: User, language: str = "en") -> Page:
    """Sign in; who has a second factor is asked for its code."""
    visit(page, f"/{language}/account/login/").locator("[name=login]").fill(person.handle)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("main [name=password]")).to_have_count(0)
    page.wait_for_load_state()  # a page that is just arriving asks for no code yet
    if page.locator("[name=code]").count():
        page.locator("[name=code]").fill(code(factories.TOTP_SECRET, time.time()))
        page.locator("main button[type=submit]").first.click()
        expect(page.locator("main [name=code]")).to_have_count(0)
    return page
