"""Story 4: the unions asked are told at once; a reviewer of another organisation opens it; members read it."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import look_over, visit
from tests.journeys.signing_in import sign_in
from tests.solidarity import asking

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reviewer_of_another_organisation_opens_it(new_page: NewPage, language: str) -> None:
    request = asking.published(wanted_visibility="public")
    visitor = new_page(viewport=PHONE)
    visit(visitor, f"/en/requests/{request.public_id}/", status=404)
    page = sign_in(new_page(viewport=PHONE, javascript=False, locale=language), asking.reviewer(), language)
    visit(page, f"/{language}/review/").get_by_role("link", name=request.title).click()
    expect(look_over(page).locator("[name=visibility][value=public]")).to_be_checked()
    page.locator("main button[name=open]").click()
    look_over(page)
    expect(visit(visitor, f"/en/requests/{request.public_id}/").get_by_role("heading", level=1)).to_have_text(
        request.title
    )


def test_a_reviewer_asks_first_and_the_union_answers(new_page: NewPage) -> None:
    staff = factories.make_staff(factories.make_organisation())
    request = asking.published(staff)
    reviewer = sign_in(new_page(), asking.reviewer())
    visit(reviewer, f"/en/review/{request.public_id}/").get_by_label("Your question to the union").fill("Since when?")
    reviewer.get_by_role("button", name="Ask first").click()
    look_over(reviewer)
    asker = sign_in(new_page(color_scheme="dark"), staff)
    visit(asker, f"/en/requests/{request.public_id}/manage/").get_by_role("link", name="Answer the reviewer").click()
    expect(look_over(asker).get_by_text("Since when?")).to_be_visible()
    asker.get_by_label("Background of the request").fill("Since March.")
    asker.get_by_role("button", name="Send the answer").click()
    look_over(asker)
    request.refresh_from_db()
    assert (request.background, request.review_question) == ("Since March.", "")
