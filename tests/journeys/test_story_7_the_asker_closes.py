"""Story 7: the union that asks checks in, confirms, tells the news and closes; every pledger is thanked."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from solidarity.actions import pledges
from solidarity.choices import PledgeState, RequestState, Visibility
from solidarity.models import ClosingReport, Need, Pledge, SolidarityRequest
from solidarity.tasks import let_the_clock_tick
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import link_in, mails_to, open_request, sign_in
from tests.journeys.inspection import fits, look_over, visit
from tests.smtp_server import SmtpServer
from unions.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked() -> SolidarityRequest:
    """A request of ten letters with a place."""
    union = factories.make_organisation("Garment Workers’ Union", country="BD")
    return open_request(union, place="Gate 4, Ashulia", place_visibility=Visibility.NETWORK)


@pytest.fixture
def asker(asked: SolidarityRequest) -> User:
    """Who speaks for the union that asks."""
    return factories.make_staff(asked.organisation)


@pytest.fixture
def helper(asked: SolidarityRequest) -> User:
    """Somebody in Spain who has delivered two letters."""
    person = factories.make_member(factories.make_organisation(country="ES"), ui_language="es")
    pledge = pledges.make(need=asked.needs.get(), quantity=2, by=person, at=timezone.now())
    pledges.mark_delivered(pledge=pledge, by=person, at=timezone.now())
    return person


def open_page(page: Page, asked: SolidarityRequest, user: User, name: str) -> Page:
    """Open one of the asker's pages."""
    return visit(sign_in(page, user), f"/en/requests/{asked.public_id}/{name}/")


def test_the_clock_asks_once_a_week_and_the_page_takes_a_minute(
    asked: SolidarityRequest, asker: User, helper: User, new_page: NewPage, smtp_server: SmtpServer
) -> None:
    SolidarityRequest.objects.update(checked_in_at=timezone.now() - timedelta(days=7))
    let_the_clock_tick()
    mail = next(each for each in mails_to(asker, smtp_server) if "check-in" in each)
    phone = visit(sign_in(new_page(viewport=PHONE), asker), link_in(mail, "/check-in/"))
    phone.get_by_role("radio", name="Yes").check()
    phone.get_by_role("checkbox", name="It arrived: Protest letter, 2 letters").check()
    phone.get_by_label("Any news?").fill("The gate is still ours.")
    phone.get_by_role("button", name="Send this week’s page").click()
    expect(look_over(phone).get_by_role("status")).to_contain_text("Thank you. Until next week.")
    assert Pledge.objects.get().state == PledgeState.CONFIRMED
    told = "\n".join(mails_to(helper, smtp_server))
    assert "The gate is still ours." in told
    assert len(mails_to(helper, smtp_server)) == 2


def test_in_arabic_the_weekly_page_takes_a_minute_as_well(
    asked: SolidarityRequest, asker: User, helper: User, new_page: NewPage, smtp_server: SmtpServer
) -> None:
    User.objects.filter(pk=asker.pk).update(ui_language="ar")
    SolidarityRequest.objects.update(checked_in_at=timezone.now() - timedelta(days=7))
    let_the_clock_tick()
    way = next(link_in(mail, "/check-in/") for mail in mails_to(asker, smtp_server) if "check-in" in mail)
    assert "/ar/" in way
    phone = visit(sign_in(new_page(viewport=PHONE, locale="ar"), asker), way)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    assert fits(phone)
    phone.locator("[name=still_safe][value=yes]").check()
    phone.locator("[name^=came_]").check()
    phone.locator("main form button[type=submit]").last.click()
    expect(look_over(phone).get_by_role("status")).to_be_visible()
    assert fits(phone)
    assert Pledge.objects.get().state == PledgeState.CONFIRMED


def test_not_sure_takes_it_back_at_once(asked: SolidarityRequest, asker: User, page: Page, new_page: NewPage) -> None:
    open_page(page, asked, asker, "check-in").get_by_role("radio", name="Not sure").check()
    page.get_by_role("button", name="Send this week’s page").click()
    expect(look_over(page).get_by_role("status")).to_contain_text("paused, and fewer people see it now")
    visit(new_page(), f"/en/requests/{asked.public_id}/", status=404)


def test_an_overdue_check_in_pauses_and_hides_the_place(asked: SolidarityRequest, new_page: NewPage) -> None:
    member = factories.make_member(factories.make_organisation())
    page = sign_in(new_page(), member)
    expect(visit(page, f"/en/requests/{asked.public_id}/").get_by_text("Gate 4, Ashulia")).to_be_visible()
    SolidarityRequest.objects.update(checked_in_at=timezone.now() - timedelta(days=14))
    let_the_clock_tick()
    visit(page, f"/en/requests/{asked.public_id}/?again")
    expect(page.get_by_text("Gate 4, Ashulia")).to_have_count(0)
    expect(page.get_by_text("This request is paused")).to_be_visible()
    assert SolidarityRequest.objects.get().state == RequestState.PAUSED


def test_fewer_arrived_than_was_sent(asked: SolidarityRequest, asker: User, helper: User, page: Page) -> None:
    open_page(page, asked, asker, "confirm").get_by_role("checkbox", name="It arrived").check()
    page.get_by_label("How much arrived").fill("1")
    page.get_by_role("button", name="Confirm what is ticked").click()
    expect(look_over(page).get_by_text("1 of 10 letters")).to_be_visible()
    assert Need.objects.get().taken == 1


def test_an_offer_is_accepted_without_knowing_who_made_it(asked: SolidarityRequest, asker: User, page: Page) -> None:
    Need.objects.update(needs_acceptance=True)
    person = factories.make_member(factories.make_organisation(country="FR"), handle="nobodyknows")
    pledges.make(need=Need.objects.get(), quantity=1, by=person, at=timezone.now())
    open_page(page, asked, asker, "pledges").get_by_role("button", name="Accept").click()
    look_over(page)
    expect(page.get_by_text("France")).to_be_visible()
    expect(page.get_by_text("nobodyknows")).to_have_count(0)
    assert Pledge.objects.get().accepted_at


def test_an_offer_is_refused_with_a_reason(asked: SolidarityRequest, asker: User, page: Page) -> None:
    Need.objects.update(needs_acceptance=True)
    pledges.make(need=Need.objects.get(), quantity=1, by=factories.make_user(), at=timezone.now())
    open_page(page, asked, asker, "pledges").get_by_role("link", name="Not accept").click()
    look_over(page).get_by_role("radio", name="It could put somebody at risk").check()
    page.get_by_role("button", name="Tell them why").click()
    look_over(page)
    assert Pledge.objects.get().refusal_reason == "not_safe"


def test_news_is_told_to_those_who_helped(
    asked: SolidarityRequest, asker: User, helper: User, page: Page, smtp_server: SmtpServer
) -> None:
    open_page(page, asked, asker, "update").get_by_label("What is new").fill("Three are back at work.")
    page.get_by_role("button", name="Tell it").click()
    look_over(page)
    assert "Three are back at work." in "\n".join(mails_to(helper, smtp_server))


def test_closing_asks_three_things_and_thanks_everybody(
    asked: SolidarityRequest, asker: User, helper: User, page: Page, smtp_server: SmtpServer
) -> None:
    open_page(page, asked, asker, "close").get_by_role("button", name="Close it").click()
    expect(look_over(page).locator(".error-summary")).to_contain_text("What came of it?")
    page.get_by_role("radio", name="Won", exact=True).check()
    page.get_by_role("radio", name="Yes, most of them").check()
    page.get_by_role("radio", name="5 – very much").check()
    page.get_by_role("checkbox", name="Protest letter").check()
    page.get_by_label("A word of thanks").fill("You were with us at the gate.")
    page.get_by_role("button", name="Close it").click()
    expect(look_over(page).get_by_role("status")).to_contain_text("It is closed.")
    assert ClosingReport.objects.get().what_helped == ["protest_letter"]
    assert "You were with us at the gate." in mails_to(helper, smtp_server)[-1]
