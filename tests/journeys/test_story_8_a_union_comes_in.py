"""Story 8: a union applies on a phone, breaks off, comes back; two admins let it in; its first admin takes over."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import PASSWORD
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import sign_in
from tests.journeys.inspection import fits, look_over, visit
from tests.unions import applying
from unions.models import Organisation, UnionApplication

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str = "go") -> Page:
    """Send the form by this button, and look the next page over."""
    page.locator(f"main button[name={name}]").click()
    return look_over(page)


def begin(page: Page, language: str) -> None:
    """From the footer to the second page, and away."""
    visit(page, f"/{language}/").locator("footer a[href$='/apply/']").click()
    look_over(page).locator("[name=name]").fill("Sindicato de Repartidores")
    page.locator("[name=country]").select_option("PE")
    page.locator("[name=contact_address]").fill(applying.ADDRESS)
    press(page)
    assert fits(page)
    page.locator("[name=registration]").fill(applying.ANSWERS["registration"])
    press(page, "leave")


def go_on(page: Page, file: Path) -> None:
    """By the link in the mail, on another device, to the end."""
    visit(page, applying.newest_link()).locator("main .button--main").click()
    press(look_over(page))
    expect(page.locator("[name=registration]")).to_have_value(applying.ANSWERS["registration"])
    page.locator("[name=languages]").select_option("es")
    page.locator("[name=sectors]").first.check()
    page.locator("[name=legal_status][value=registration_refused]").check()
    page.locator("[name=call_back]").fill(applying.ANSWERS["call_back"])
    press(page)
    page.locator("[name=independence]").fill(applying.ANSWERS["independence"])
    page.locator("[name=elections]").fill(applying.ANSWERS["elections"])
    press(page)
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=title]").fill("Estatutos")
    page.locator("main form[enctype] button:not([name])").click()
    look_over(page).locator("main form[enctype] button[name=go]").click()
    assert fits(page)
    look_over(page).locator("[name=conduct]").check()
    page.locator("[name=data_protection]").check()
    press(page)


def let_in(page: Page, application: UnionApplication, language: str) -> None:
    """As a network admin, look at the application and say yes."""
    visit(page, f"/{language}/admission/").locator(f"a[href*='{application.public_id}']").click()
    assert fits(page)
    look_over(page).locator("a[href$='/decide/']").click()
    look_over(page).locator("main button[name=admit]").click()
    look_over(page)
    application.refresh_from_db()


def call_back(page: Page, application: UnionApplication, language: str) -> None:
    """Write down who was called."""
    visit(page, f"/{language}/admission/{application.public_id}/checks/call_back/")
    page.locator("[name=result][value=pass]").check()
    page.locator("[name=called]").fill("General secretary")
    page.locator("[name=found_at]").fill("Register of the ministry")
    page.locator("main form.form button").click()
    look_over(page)


def vouch(page: Page, application: UnionApplication, language: str) -> None:
    """As an admin of a union of its sector, vouch for it."""
    visit(page, f"/{language}/applications/{application.public_id}/").locator("a[href$='/vouch/']").click()
    look_over(page).locator("[name=since]").fill("2018")
    page.locator("[name=how_known][value=worked_together]").check()
    page.locator("[name=statement]").fill("We struck together.")
    page.locator("main form.form button").click()
    look_over(page)


def take_over(page: Page) -> None:
    """Accept the invitation in the mail."""
    visit(page, applying.newest_link("/invitation/"))
    page.locator("[name=handle]").fill("courier")
    page.locator("[name=password]").fill(PASSWORD)
    for tick in page.locator("main [type=checkbox]").all():
        tick.check()
    page.locator("main form.form button").click()
    look_over(page)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_footer_to_full_membership(new_page: NewPage, tmp_path: Path, language: str) -> None:
    factories.make_sector("transport")
    union, file = applying.union(), tmp_path / "statutes.pdf"
    file.write_bytes(applying.PDF)
    options: dict[str, Any] = {"viewport": PHONE, "locale": language, "javascript": False}
    begin(new_page(**options), language)
    applicant = new_page(viewport=PHONE, locale=language)
    go_on(applicant, file)
    application = UnionApplication.objects.get()
    assert application.state == "submitted"
    first = sign_in(new_page(viewport=PHONE, locale=language), applying.network_admin())
    call_back(first, application, language)
    vouch(sign_in(new_page(**options), factories.make_admin(union)), application, language)
    let_in(first, application, language)
    assert application.state == "provisional"
    take_over(new_page(viewport=PHONE, locale=language))
    let_in(sign_in(new_page(color_scheme="dark", locale=language), applying.network_admin()),
           applying.settled(application), language)  # fmt: skip
    organisation = Organisation.objects.get(name="Sindicato de Repartidores")
    assert (application.state, organisation.state) == ("approved", "approved")
    assert organisation.memberships.get().role == "union_admin"
    expect(visit(applicant, applying.newest_link()).get_by_role("heading", level=1)).to_have_text(organisation.name)
