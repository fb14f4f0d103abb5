"""Story 9: a provisional union asks; the union that vouched for it reads the draft, sends it back, publishes it."""

import pytest
from playwright.sync_api import Page, expect

from solidarity.models import SolidarityRequest
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import look_over, visit
from tests.journeys.signing_in import sign_in
from tests.solidarity import asking
from unions.choices import OrganisationState
from unions.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> SolidarityRequest:
    """The whole draft of a provisional union, for which an approved one stands with its word."""
    union = factories.make_organisation("Couriers of the Plain", state=OrganisationState.PROVISIONAL, country="BD")
    factories.make_vouch(factories.make_organisation("Union that vouches"), union)
    draft = asking.whole_draft(factories.make_staff(union))
    asking.union_at(draft.employer, "Union that is asked")
    return draft


def put_it(page: Page, draft: SolidarityRequest, language: str) -> None:
    """Tick the union that is proposed, and ask for the draft to be published."""
    visit(page, f"/{language}/ask/{draft.public_id}/unions/")
    page.locator("[name=organisations]").first.check()
    page.locator("main button[name=publish]").click()
    look_over(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_comes_back_once_and_then_reaches_the_union_that_is_asked(
    new_page: NewPage, draft: SolidarityRequest, language: str
) -> None:
    asker = sign_in(new_page(viewport=PHONE, javascript=False, locale=language), draft.made_by, language)
    put_it(asker, draft, language)
    staff = factories.make_staff(Organisation.objects.get(name="Union that vouches"))
    voucher = sign_in(new_page(viewport=PHONE, locale=language), staff, language)
    visit(voucher, f"/{language}/answers/").locator(f"a[href$='/vouched/{draft.public_id}/']").click()
    look_over(voucher).locator("[name=remark]").fill("Which gate?")
    voucher.locator("main button[name=back]").click()
    look_over(voucher)
    expect(visit(asker, f"/{language}/ask/{draft.public_id}/unions/").get_by_text("Which gate?")).to_be_visible()
    put_it(asker, draft, language)
    visit(voucher, f"/{language}/vouched/{draft.public_id}/").locator("main button[name=publish]").click()
    look_over(voucher)
    draft.refresh_from_db()
    assert (draft.state, str(draft.published_through)) == ("open", "Union that vouches")
    assert [each.organisation.name for each in draft.addressees.all()] == ["Union that is asked"]
