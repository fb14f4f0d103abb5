"""Story 2: a visitor finds a request, reads it in their language, and pledges with an address alone."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from solidarity.choices import Visibility
from solidarity.models import Pledge, SolidarityRequest
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import fits, look_over, visit
from tests.smtp_server import SmtpServer
from unions.actions import translations
from unions.tasks import send_outgoing_mail

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "friend@example.net"


@pytest.fixture(autouse=True)
def _real_outbox(settings: Any) -> None:
    """Mails are rows of the database, handed over by SMTP."""
    settings.EMAIL_BACKEND = "unions.mail.OutboxBackend"


def open_request(**fields: Any) -> SolidarityRequest:
    """A request that is open as the browser's own clock counts, with ten letters wanted in a week."""
    now = timezone.now()
    moments = dict.fromkeys(("published_at", "opened_at", "checked_in_at", "made_at", "changed_at"), now)
    solidarity_request = factories.make_request(**(moments | {"closes_on": now.date() + timedelta(days=60)} | fields))
    solidarity_request.needs.update(wanted_by=now.date() + timedelta(days=7))
    return solidarity_request


def translate(solidarity_request: SolidarityRequest, language: str, **texts: str) -> None:
    """A translation by hand."""
    person = factories.make_user()
    translations.keep(subject=solidarity_request, texts=texts, language=language, by=person, at=timezone.now())


def link_from(smtp_server: SmtpServer) -> str:
    """Hand the waiting mail over and return the path of the link in it."""
    send_outgoing_mail()
    _sender, recipient, content = smtp_server.messages[-1]
    assert recipient == ADDRESS
    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/\S+/pledges/confirm/\S+)", body.get_content())
    assert found is not None
    return found[1]


def pledge_with_an_address(page: Page) -> None:
    """From the request's page over the form to the page that says to look in the mail."""
    page.locator(".needs-box a.button").first.click()
    look_over(page).locator("[name=address]").fill(ADDRESS)
    page.locator("[name=consent]").check()
    page.locator("main form.form button[type=submit]").click()
    expect(look_over(page)).to_have_url(re.compile(r"/pledges/sent/$"))


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_first_page_to_the_pledge(
    new_page: NewPage, smtp_server: SmtpServer, language: str, javascript: bool
) -> None:
    solidarity_request = open_request(title="Dismissed for organising")
    page = new_page(viewport=PHONE, locale=language, javascript=javascript)
    visit(page, f"/{language}/").locator(".card-request__title a").first.click()
    expect(look_over(page).get_by_role("heading", level=1)).to_have_text("Dismissed for organising")
    pledge_with_an_address(page)
    visit(page, link_from(smtp_server)).locator("main form.confirm button[type=submit]").click()
    expect(look_over(page).locator("main a[href*='/pledges/']")).to_be_visible()
    pledge = Pledge.objects.select_related("user").get(need__solidarity_request=solidarity_request)
    assert pledge.user is not None
    assert pledge.user.email == ADDRESS


def test_ten_minutes_tonight_leads_from_the_first_page_to_what_one_can_do(phone: Page) -> None:
    open_request(title="Write a letter")
    long = open_request(title="Come for a week")
    long.needs.update(effort_minutes=2400)
    visit(phone, "/en/").get_by_role("link", name="I have ten minutes").click()
    expect(look_over(phone).locator(".card-request__title")).to_have_text(["Write a letter"])


def test_filters_and_search_narrow_the_board_and_are_taken_away_again(phone: Page) -> None:
    open_request(title="Huelga en la fábrica", country="PE", language="es")
    open_request(title="Strike at the docks", country="PE", urgency="urgent_72h")
    open_request(title="Wages unpaid", country="NP")
    titles = visit(phone, "/en/requests/").locator(".card-request__title")
    phone.get_by_text("Choose what to see").click()
    phone.get_by_role("link", name="Peru").click()
    expect(look_over(phone).locator(".card-request__title")).to_have_count(2)
    phone.get_by_text("Choose what to see").click()
    phone.get_by_role("link", name="Urgent: within three days").click()
    expect(titles).to_have_text(["Strike at the docks"])
    phone.get_by_role("link", name="Show all again").click()
    phone.get_by_role("searchbox").fill("FABRICA")
    phone.get_by_role("button", name="Search").click()
    expect(look_over(phone).locator(".card-request__title")).to_have_text(["Huelga en la fábrica"])
    visit(phone, "/en/requests/?q=nobody").get_by_role("link", name="Show all open requests").click()
    expect(titles).to_have_count(3)


def test_it_is_read_in_the_readers_language_and_in_the_original(new_page: NewPage) -> None:
    solidarity_request = open_request(language="bn", title="বরখাস্ত", what_happens="বারো জন")
    translate(solidarity_request, "ar", title="مفصولون", what_happens="اثنا عشر مندوبًا")
    page = new_page(viewport=PHONE, locale="ar")
    visit(page, f"/ar/requests/{solidarity_request.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("مفصولون")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("a[href='?language=bn']").first.click()
    expect(look_over(page).get_by_role("heading", level=1)).to_have_text("বরখাস্ত")
    expect(page.locator("blockquote").first).to_have_attribute("lang", "bn")


@pytest.mark.parametrize("level", [Visibility.NETWORK, Visibility.NAMED_ORGANISATIONS, Visibility.BEHIND_THE_SCENES])
def test_what_is_above_public_does_not_exist_for_a_visitor(page: Page, level: str) -> None:
    hidden = open_request(title="Hidden away", visibility=level)
    need = hidden.needs.get()
    for path in (
        f"requests/{hidden.public_id}/",
        f"requests/{hidden.public_id}/poster/",
        f"needs/{need.public_id}/pledge/",
    ):
        visit(page, f"/en/{path}", status=404)
    for path in ("/en/", "/en/requests/?q=hidden"):
        expect(visit(page, path).get_by_text("Hidden away")).to_have_count(0)
    for path in ("/en/requests/feed/", "/sitemap-requests.xml"):
        assert hidden.public_id not in page.request.get(path).text()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_every_page_on_the_way_fits_a_small_phone(new_page: NewPage, language: str, color_scheme: Any) -> None:
    solidarity_request = open_request(
        organisation=factories.make_organisation("Donaudampfschifffahrtsgesellschaftskapitänsgewerkschaft", slug="ddg"),
        title="Rechtsschutzversicherungsgesellschaftenangestellte entlassen",
    )
    need = solidarity_request.needs.get()
    page = new_page(viewport=PHONE | {"width": 320}, locale=language, color_scheme=color_scheme)
    address = f"requests/{solidarity_request.public_id}/"
    for path in ("", "requests/", address, f"{address}poster/", f"needs/{need.public_id}/pledge/", "unions/ddg/"):
        assert fits(visit(page, f"/{language}/{path}")), path
