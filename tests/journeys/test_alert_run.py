"""Whoever asks watches the call go out: the page renews itself, and without script there is a link."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

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
    expect(page.get_by_role("heading", name="Finished")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "100")
    look_over(page)
    assert fits(page)


def test_without_script_and_from_right_to_left_there_is_a_link(
    new_page: NewPage, asker: User, call: Announcement, smtp_server: SmtpServer
) -> None:
    page = sign_in(new_page(javascript=False), asker)
    address = reverse("solidarity:alert-run", args=[call.pk]).replace("/en/", "/ar/")
    visit(page, address)
    engine.run()
    page.locator(f'main a[href="{address}"]').click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "100")
