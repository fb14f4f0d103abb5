"""Story 6: a member pledges, keeps the promise, and sees what it comes to."""

import pytest
from playwright.sync_api import Page, expect

from solidarity.choices import PledgeState
from solidarity.models import Need, Pledge, SolidarityRequest
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import open_request, sign_in
from tests.journeys.inspection import look_over, visit
from unions.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked() -> SolidarityRequest:
    """A request of ten letters."""
    return open_request(factories.make_organisation("Garment Workers’ Union", country="BD"))


@pytest.fixture
def member() -> User:
    """A member of another union."""
    return factories.make_member(factories.make_organisation("CGIL", country="IT"))


def pledge_on(page: Page, asked: SolidarityRequest, quantity: int = 2) -> None:
    """From the request to the pledge."""
    visit(page, f"/en/requests/{asked.public_id}/").get_by_role("link", name="I help: Protest letter").click()
    look_over(page).get_by_label("How much").fill(str(quantity))
    page.get_by_role("button", name="Yes, I do it").click()
    expect(look_over(page).get_by_role("heading", level=1)).to_have_text(f"Protest letter: {quantity} letters")


def test_from_the_request_to_done_on_a_phone(asked: SolidarityRequest, member: User, new_page: NewPage) -> None:
    phone = sign_in(new_page(viewport=PHONE, color_scheme="dark"), member)
    pledge_on(phone, asked)
    phone.goto("/en/pledges/")
    look_over(phone).get_by_role("button", name="Done").click()
    expect(look_over(phone).get_by_role("heading", name="Delivered: the union that asks")).to_be_visible()
    assert Pledge.objects.get().state == PledgeState.DELIVERED
    shown = visit(phone, f"/en/requests/{asked.public_id}/").get_by_role("complementary")
    expect(shown).to_contain_text("2 under way")


def test_it_works_without_javascript(asked: SolidarityRequest, member: User, new_page: NewPage) -> None:
    page = sign_in(new_page(javascript=False), member)
    page.goto(f"/en/needs/{asked.needs.get().public_id}/pledge/")
    page.get_by_role("button", name="Yes, I do it").click()
    page.get_by_role("button", name="Done").click()
    assert Pledge.objects.get().state == PledgeState.DELIVERED


def test_a_double_click_gives_one(asked: SolidarityRequest, member: User, page: Page) -> None:
    visit(sign_in(page, member), f"/en/needs/{asked.needs.get().public_id}/pledge/")
    page.get_by_role("button", name="Yes, I do it").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protest letter: 1 letter")
    assert (Pledge.objects.count(), Need.objects.get().taken) == (1, 1)


def test_more_than_is_left_is_said_beside_the_field(asked: SolidarityRequest, member: User, page: Page) -> None:
    Need.objects.update(has_ceiling=True, taken=0)
    visit(sign_in(page, member), f"/en/needs/{asked.needs.get().public_id}/pledge/")
    page.get_by_label("How much").fill("11")
    page.get_by_role("button", name="Yes, I do it").click()
    expect(look_over(page).locator(".error-summary")).to_contain_text("Only 10 are left to promise.")
    expect(page.get_by_label("How much")).to_have_value("11")


def test_other_help_is_under_way_first_and_may_come_in_parts(
    asked: SolidarityRequest, member: User, page: Page
) -> None:
    kind = factories.make_need_kind("legal_aid", is_light=False, unit="hours")
    asked.needs.update(kind=kind)
    visit(sign_in(page, member), f"/en/needs/{asked.needs.get().public_id}/pledge/").get_by_label("How much").fill("4")
    page.get_by_role("button", name="Yes, I do it").click()
    page.get_by_role("button", name="It is under way").click()
    look_over(page).get_by_role("link", name="A part is done").click()
    look_over(page).get_by_label("How much of it").fill("1")
    page.get_by_role("button", name="Delivered").click()
    expect(look_over(page).get_by_text("Delivered so far: 1 hour")).to_be_visible()


def test_withdrawing_asks_and_frees_the_place(asked: SolidarityRequest, member: User, page: Page) -> None:
    pledge_on(sign_in(page, member), asked)
    page.get_by_role("link", name="Withdraw").click()
    look_over(page).get_by_role("button", name="Yes, withdraw it").click()
    expect(look_over(page).get_by_role("status")).to_contain_text("Your pledge is withdrawn")
    assert Need.objects.get().taken == 0


def test_the_pages_stand_right_to_left(asked: SolidarityRequest, member: User, new_page: NewPage) -> None:
    page = sign_in(new_page(locale="ar", viewport=PHONE), member)
    visit(page, f"/ar/needs/{asked.needs.get().public_id}/pledge/")
    page.locator("button.button--main").click()
    look_over(page)
    visit(page, "/ar/pledges/")
