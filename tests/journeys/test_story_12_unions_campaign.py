"""Story 12: a union opens a campaign, another joins it, they act on one day, report it, and ask for help within it."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Page, expect

from campaigns.models import Action, Campaign, Demand
from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.helping import mails_to, open_request, sign_in
from tests.journeys.inspection import look_over, visit
from tests.smtp_server import SmtpServer
from unions.models import Organisation, Recognition, User

pytestmark = pytest.mark.django_db(transaction=True)


def address(language: str, name: str, *parts: str) -> str:
    """Where a page is in a language."""
    with translation.override(language):
        return reverse(name, args=parts)


def send(page: Page) -> Page:
    """Send the form of the page and look over what follows."""
    page.locator("main form.form button[type=submit]").click()
    return look_over(page)


def open_campaign(page: Page, language: str) -> Campaign:
    """Open a campaign with one demand, and call for partners."""
    visit(page, address(language, "campaigns:campaign-list"))
    page.locator(f"main a[href='{address(language, 'campaigns:campaign-create')}']").click()
    look_over(page)
    page.locator("[name=title]").fill("Make the port pay")
    page.locator("[name=employer_name]").fill("Hafen AG")
    page.locator("[name=goals]").fill("One agreement for every quay.")
    page.locator("[name=starts_on]").fill(timezone.localdate().isoformat())
    send(page)
    page.locator("[name=text]").fill("A collective agreement.")
    send(page)
    campaign = Campaign.objects.get()
    visit(page, address(language, "campaigns:campaign-move", campaign.public_id))
    page.locator("[name=to][value=seeking_partners]").check()
    send(page)
    return campaign


@pytest.mark.parametrize(("language", "viewport"), [("en", DESKTOP), ("ar", PHONE)], ids=["english", "arabic-phone"])
def test_unions_campaign_together(
    language: str, viewport: dict[str, int], new_page: NewPage, smtp_server: SmtpServer
) -> None:
    convenor = factories.make_staff(factories.make_organisation("Dockers of Hamburg"), ui_language=language)
    partner, told = _partner(language)
    page = sign_in(new_page(locale=language, viewport=viewport), convenor)
    campaign = open_campaign(page, language)
    assert mails_to(told, smtp_server)
    theirs = sign_in(new_page(locale=language, viewport=viewport), told)
    _join_and_act(theirs, language, campaign)
    _call_a_day(page, language, campaign)
    _ask_within(theirs, language, campaign, partner)
    stranger = visit(new_page(locale=language), address(language, "campaigns:campaign-detail", campaign.public_id))
    expect(stranger.locator("main")).to_contain_text("Dismissed for organising")
    expect(stranger.locator("main")).to_contain_text("Dockers of Gdynia")
    visit(stranger, address(language, "campaigns:action-detail", Action.objects.get().public_id))


def _partner(language: str) -> tuple[Organisation, User]:
    """Return a union at the employer, which is told of the call, and somebody who speaks for it."""
    partner = factories.make_organisation("Dockers of Gdynia", country="PL")
    employer = factories.make_employer("Hafen AG", country="DE")
    Recognition.objects.create(organisation=partner, employer=employer)
    return partner, factories.make_staff(partner, ui_language=language)


def _join_and_act(page: Page, language: str, campaign: Campaign) -> None:
    """Join with all demands, add an action of today and report it."""
    visit(page, address(language, "campaigns:campaign-detail", campaign.public_id))
    page.locator(f"main a[href='{address(language, 'campaigns:coalition-join', campaign.public_id)}']").first.click()
    expect(look_over(page).locator("[name=demands]")).to_be_checked()
    send(page)
    assert Demand.objects.get().adoptions.count() == 2
    visit(page, address(language, "campaigns:action-add", campaign.public_id))
    page.locator("[name=city]").fill("Gdynia")
    page.locator("[name=on]").fill(timezone.localdate().isoformat())
    send(page)
    visit(page, address(language, "campaigns:action-report", Action.objects.get().public_id))
    page.locator("[name=participants]").fill("2500")
    page.locator("[name=qualifier][value=more_than]").check()
    send(page)
    assert Action.objects.get().reports.get().qualifier == "more_than"


def _call_a_day(page: Page, language: str, campaign: Campaign) -> None:
    """Call to a day of action, today."""
    visit(page, address(language, "campaigns:day-add", campaign.public_id))
    page.locator("[name=name]").fill("Day at the gates")
    page.locator("[name=call]").fill("Come to the gate.")
    for name in ("date_from", "date_to"):
        page.locator(f"[name={name}]").fill(timezone.localdate().isoformat())
    send(page)
    assert campaign.days.get().name == "Day at the gates"


def _ask_within(page: Page, language: str, campaign: Campaign, union: Organisation) -> None:
    """Attach a request of one's union, and see it on the campaign's page."""
    asked = open_request(union)
    visit(page, address(language, "solidarity:request-campaigns", asked.public_id))
    page.locator("[name=attach]").click()
    look_over(page)
    visit(page, address(language, "campaigns:campaign-detail", campaign.public_id))
    expect(page.locator("main")).to_contain_text(asked.title)
