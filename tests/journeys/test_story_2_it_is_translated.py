"""Story 2, behind the scenes: staff translate their request by hand, a second of them looks it over."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import fits, look_over, visit
from tests.journeys.signing_in import sign_in
from tests.journeys.test_story_2_a_visitor_helps import open_request

pytestmark = pytest.mark.django_db(transaction=True)


def test_staff_translate_and_the_visitor_reads_it(new_page: NewPage) -> None:
    union = factories.make_organisation()
    solidarity_request = open_request(organisation=union, title="Twelve dismissed")
    page = sign_in(new_page(viewport=PHONE), factories.make_staff(union))
    visit(page, f"/en/requests/{solidarity_request.public_id}/").get_by_role("link", name="Translate it").click()
    assert fits(look_over(page))
    page.get_by_label("Title").fill("Doce despedidas")
    page.get_by_role("button", name="Keep the translation").click()
    expect(look_over(page).get_by_label("Title")).to_have_value("Doce despedidas")
    second = sign_in(new_page(), factories.make_staff(union))
    visit(second, f"/en/requests/{solidarity_request.public_id}/translate/es/")
    second.get_by_role("button", name="I have compared all of it").click()
    expect(look_over(second).get_by_text("Reviewed by a second person", exact=True)).to_be_visible()
    visitor = visit(new_page(locale="es"), f"/es/requests/{solidarity_request.public_id}/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Doce despedidas")


def test_the_home_of_staff_says_what_waits(new_page: NewPage) -> None:
    union = factories.make_organisation()
    factories.make_addressee(open_request(title="They ask us"), union)
    page = sign_in(new_page(viewport=PHONE, color_scheme="dark"), factories.make_staff(union))
    assert fits(visit(page, "/en/"))
    expect(page.locator(".next-things").first).to_contain_text("They ask us")
