"""Story 3: staff ask for help in five short pages on a small phone without script, in English and in Arabic."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from solidarity.models import SolidarityRequest
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import fits, look_over, visit
from tests.journeys.signing_in import sign_in
from tests.solidarity import asking
from unions.models import Employer, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff() -> User:
    """A person of a dockers' union in Bangladesh; another union organises at the same employer."""
    call_command("load_reference", verbosity=0)
    asking.union_at(factories.make_employer("Hafen AG", country="BD"), "Dockers of the North")
    union = factories.make_organisation("Dockers of the South", country="BD", public_email="office@union.example")
    return factories.make_staff(union, "rosa")


def go_on(page: Page, button: str = "go") -> Page:
    """Send the page and look the next one over."""
    page.locator(f"main button[name={button}]").click()
    assert fits(page), f"{page.url} is too wide"
    return look_over(page)


def tell_the_story(page: Page, language: str, text: str) -> None:
    """First page: what happens and where."""
    visit(page, f"/{language}/ask/")
    page.locator("[name=what_happens]").fill(text)
    page.locator("[name=language]").select_option(language)
    page.locator("[name=employer_name]").fill("Hafen AG")
    page.locator("[name=country]").select_option("BD")
    page.locator("[name=demands]").fill(text)
    go_on(page)


def say_what_would_help(page: Page) -> None:
    """Second page: a hundred letters, and then some money, without leaving."""
    soon = (timezone.localdate() + timedelta(days=20)).isoformat()
    for kind, quantity, button in (("protest_letter", "100", "add"), ("funds", "500", "go")):
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=quantity]").fill(quantity)
        page.locator("[name=wanted_by]").fill(soon)
        if kind == "funds":
            page.locator("[name=currency]").fill("EUR")
        go_on(page, button)


def finish(page: Page, text: str) -> None:
    """Third to fifth page: ourselves, safety, who is asked; and publish."""
    page.locator("[name=own_action]").fill(text)
    go_on(page)
    page.locator("[name=danger][value=no]").check()
    page.locator("[name=recognisable][value=no]").check()
    page.locator("[name=wanted_visibility][value=public]").check()
    go_on(page)
    expect(page.locator("[name=organisations]:checked")).to_have_count(1)
    for summary in page.locator("main details summary").all():
        summary.click()
    assert fits(page)
    look_over(page)
    go_on(page, "publish")


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Twelve delegates were dismissed."), ("ar", "فُصل اثنا عشر مندوبًا من العمل.")]
)
def test_five_short_pages_on_a_phone_without_script(new_page: NewPage, staff: User, language: str, text: str) -> None:
    page = sign_in(new_page(viewport=PHONE, javascript=False, locale=language), staff, language)
    tell_the_story(page, language, text)
    say_what_would_help(page)
    finish(page, text)
    request = SolidarityRequest.objects.get()
    assert page.url.endswith(f"/{language}/requests/{request.public_id}/manage/")
    assert (request.state, request.what_happens, request.needs.count()) == ("checking", text, 2)
    assert request.addressees.get().reasons[0] == "same_employer"


def test_an_error_is_beside_its_field_and_nothing_typed_is_lost(new_page: NewPage, staff: User) -> None:
    page = sign_in(new_page(viewport=PHONE, javascript=False), staff)
    tell_the_story(page, "en", "x" * 601)
    expect(page.locator("[name=what_happens]")).to_have_value("x" * 601)
    expect(page.locator("[name=what_happens]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=what_happens]").fill("Twelve delegates were dismissed.")
    page.locator("[name=demands]").fill("Take them back.")
    go_on(page)
    page.locator("[name=quantity]").fill("0")
    go_on(page)
    expect(page.locator(".field--wrong")).to_have_count(3)


def test_a_colleague_goes_on_where_the_session_was_lost(new_page: NewPage, staff: User) -> None:
    page = sign_in(new_page(viewport=PHONE, javascript=False), staff)
    tell_the_story(page, "en", "Twelve delegates were dismissed.")
    page.context.close()
    colleague = sign_in(new_page(), factories.make_staff(staff.memberships.get().organisation))
    visit(colleague, "/en/ask/").get_by_role("link", name="Hafen AG").click()
    expect(look_over(colleague).locator("[name=what_happens]")).to_have_value("Twelve delegates were dismissed.")


def test_an_unclear_employer_is_chosen(new_page: NewPage, staff: User) -> None:
    factories.make_employer("Hafen AG", country="DE")
    Employer.objects.filter(country="BD").delete()
    page = sign_in(new_page(), staff)
    tell_the_story(page, "en", "Twelve delegates were dismissed.")
    page.get_by_label("None of these: add “Hafen AG”").check()
    go_on(page)
    employer = SolidarityRequest.objects.get().employer
    assert employer is not None
    assert employer.country == "BD"


def test_a_photo_is_added_and_the_request_taken_down(new_page: NewPage, staff: User) -> None:
    request = asking.published(staff)
    page = sign_in(new_page(viewport=PHONE), staff)
    visit(page, f"/en/requests/{request.public_id}/manage/").get_by_role("link", name="Add a photo").click()
    picture = BytesIO()
    Image.new("RGB", (400, 300), "red").save(picture, "JPEG")
    look_over(page).locator("[name=image]").set_input_files(
        {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_label("What does it show?").fill("A gate with a banner")
    page.get_by_role("button", name="Add it").click()
    expect(look_over(page).get_by_role("img", name="A gate with a banner")).to_be_visible()
    page.get_by_role("link", name="Take it down").click()
    look_over(page).get_by_label("Our union withdraws it").check()
    page.get_by_role("button", name="Take it down").click()
    look_over(page)
    request.refresh_from_db()
    assert request.state == "taken_down"
