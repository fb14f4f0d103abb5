"""Story 10: those who serve the network work through their desk: open wider, suspend and restore, take down."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import open_request, sign_in
from tests.journeys.inspection import look_over, visit
from tests.solidarity import asking
from unions.choices import NetworkRoleKind
from unions.models import Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)


def serving(duty: str) -> User:
    """Staff of another organisation with a duty."""
    return factories.give_duty(factories.make_staff(factories.make_organisation()), duty)


def follow(page: Page, path: str) -> Page:
    """Click the link of this address in the page."""
    page.locator(f"main a[href='{path}']").first.click()
    return look_over(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reviewer_works_through_the_desk_on_a_phone(new_page: NewPage, language: str) -> None:
    request = asking.published(wanted_visibility="public")
    reviewer = sign_in(new_page(viewport=PHONE, locale=language, javascript=False), asking.reviewer())
    visit(reviewer, f"/{language}/desk/")
    follow(reviewer, f"/{language}/review/{request.public_id}/")
    expect(reviewer.locator("[name=visibility][value=public]")).to_be_checked()
    reviewer.locator("main button[name=open]").click()
    visit(reviewer, f"/{language}/desk/")
    expect(reviewer.locator(f"main a[href*='{request.public_id}']")).to_have_count(0)
    request.refresh_from_db()
    assert request.visibility == "public"


def decide(page: Page, union: Organisation, language: str, step: str, **chosen: str) -> None:
    """Take one decision about a union, from its page in the desk."""
    standing = f"/{language}/unions/{union.slug}/standing/"
    visit(page, f"/{language}/unions/{union.slug}/")
    follow(page, standing)
    follow(page, f"{standing}{step}/")
    for name, value in chosen.items():
        page.locator(f"[name={name}][value={value}]").check()
    page.locator("main form button[type=submit]").click()
    look_over(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_network_admin_suspends_a_union_and_gives_it_back_its_rights(new_page: NewPage, language: str) -> None:
    union = factories.make_organisation("Union of Clerks")
    request = open_request(union, title="Needle dismissed")
    visitor, staff = new_page(viewport=PHONE), sign_in(new_page(), factories.make_staff(union))
    visit(visitor, f"/en/requests/{request.public_id}/")
    visit(staff, f"/en/requests/{request.public_id}/manage/")
    admin = sign_in(new_page(locale=language, color_scheme="dark"), serving(NetworkRoleKind.NETWORK_ADMIN))
    visit(admin, f"/{language}/desk/")
    decide(admin, union, language, "suspend", reason="complaint")
    assert visitor.reload().status == 404
    expect(visitor.get_by_text("Needle dismissed")).to_have_count(0)
    staff.reload()
    assert "/account/login/" in staff.url
    visit(admin, f"/{language}/desk/suspended/")
    expect(admin.locator("main h3")).to_have_text("Union of Clerks")
    decide(admin, union, language, "lift")
    assert visitor.reload().status == 200


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_request_that_is_taken_down_is_gone_from_a_page_that_is_open(new_page: NewPage, language: str) -> None:
    request = open_request(factories.make_organisation(), title="Needle dismissed")
    board, reader = new_page(), new_page(viewport=PHONE)
    visit(board, "/en/requests/")
    visit(reader, f"/en/requests/{request.public_id}/")
    guardian = sign_in(new_page(viewport=PHONE, locale=language), serving(NetworkRoleKind.SAFEGUARDING))
    visit(guardian, f"/{language}/desk/").locator("[name=reference]").fill(request.public_id)
    guardian.locator("form[action*='take-down'] button").click()
    look_over(guardian).locator("[name=reason][value=danger]").check()
    guardian.locator("main form button[type=submit]").click()
    look_over(guardian)
    board.reload()
    expect(board.get_by_text("Needle dismissed")).to_have_count(0)
    reader.locator("main a[href*='/needs/']").first.click()
    expect(reader.get_by_text("Needle dismissed")).to_have_count(0)
    assert reader.goto(f"/en/requests/{request.public_id}/").status == 404


@pytest.mark.parametrize("language", ["en", "ar"])
def test_two_admins_make_a_third_and_an_auditor_reads_it_in_the_trail(new_page: NewPage, language: str) -> None:
    factories.make_staff(factories.make_organisation(), "linden")
    first = sign_in(new_page(viewport=PHONE, locale=language), serving(NetworkRoleKind.NETWORK_ADMIN))
    visit(first, f"/{language}/desk/duties/").locator("[name=handle]").fill("linden")
    first.locator("[name=kind][value=network_admin]").check()
    first.locator("main form:has([name=handle]) button").click()
    look_over(first)
    other = factories.make_organisation("Third")
    second = sign_in(new_page(locale=language), factories.give_duty(factories.make_staff(other), "network_admin"))
    visit(second, f"/{language}/desk/duties/").locator("form[action*='/confirm/'] button").click()
    look_over(second)
    auditor = sign_in(new_page(viewport=PHONE, locale=language), serving(NetworkRoleKind.AUDITOR))
    visit(auditor, f"/{language}/desk/")
    follow(auditor, f"/{language}/trail/")
    auditor.get_by_role("link", name="duty.confirmed").first.click()
    expect(look_over(auditor).locator("main tbody tr")).to_have_count(1)
