"""Story 1: a network is founded, its people come in, and staff set up a second factor."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from playwright.sync_api import Page, expect

from deploy.local.one_time_codes import code
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.inspection import look_over, visit
from unions.models import Membership, Organisation, User

pytestmark = pytest.mark.django_db(transaction=True)

FOUNDING = {
    "organisations": [
        {
            "name": "Dockers’ Union of the North",
            "acronym": "DUN",
            "country": "DE",
            "founders": [{"handle": "anna", "language": "en", "duties": ["network_admin", "reviewer"]}],
        }
    ]
}


@pytest.fixture
def founders_link(tmp_path: Path) -> str:
    """Found the network by the command; return the path of the founder's link."""
    output, file = StringIO(), tmp_path / "network.json"
    file.write_text(json.dumps(FOUNDING))
    call_command("found_network", str(file), stdout=output)
    return path_of(output.getvalue().split()[-1])


def path_of(url: str) -> str:
    """Return the path of an absolute address."""
    return "/" + url.split("/", 3)[3]


def agree_and(page: Page, button: str) -> None:
    """Tick both consents and go on."""
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_role("button", name=button).click()


def set_up_an_app(page: Page) -> str:
    """Connect an authenticator app; return its key."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    look_over(page).get_by_role("link", name="Use an app").click()
    key = look_over(page).get_by_label("Key, to type instead of scanning").input_value()
    page.get_by_label("Code that the app shows now").fill(code(key, time.time()))
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    look_over(page).get_by_role("link", name="I have them, go on").click()
    return key


def open_with_password(page: Page, path: str, button: str, handle: str = "") -> None:
    """Open an invitation and choose handle and password."""
    visit(page, path)
    if handle:
        page.get_by_label("Handle", exact=True).fill(handle)
    page.locator("[name=password]").fill(PASSWORD)
    agree_and(page, button)


def invite(page: Page, role: str) -> str:
    """As the admin of the union, make a link for this role; return its path."""
    visit(page, f"/en/unions/{Organisation.objects.get().slug}/people/")
    page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="Make the link").click()
    return path_of(look_over(page).get_by_label("Link", exact=True).input_value())


def test_from_the_command_to_a_union_with_staff_and_members(founders_link: str, new_page: NewPage) -> None:
    admin, staff, member = new_page(), new_page(), new_page(viewport=PHONE)
    open_with_password(admin, founders_link, "Open my account")
    set_up_an_app(admin)
    open_with_password(staff, invite(admin, "Union staff"), "Join", "bela")
    set_up_an_app(staff)
    open_with_password(member, invite(admin, "Member"), "Join", "carla")
    visit(member, "/en/my-account/")
    roles = set(Membership.objects.verified().values_list("user__handle", "role"))
    assert roles == {("anna", "union_admin"), ("bela", "union_staff"), ("carla", "member")}
    expect(visit(admin, "/en/unions/dun/people/").get_by_role("rowheader", name="carla")).to_be_visible()


def test_a_used_link_says_so(founders_link: str, new_page: NewPage) -> None:
    open_with_password(new_page(), founders_link, "Open my account")
    page = visit(new_page(), founders_link, status=404)
    expect(page.get_by_role("heading", level=1)).to_have_text("This invitation opens nothing any more")


def test_staff_sign_in_with_password_and_code(page: Page) -> None:
    person = factories.make_staff(factories.make_organisation())
    visit(page, "/en/account/login/").get_by_label("Handle or e-mail address").fill(person.handle)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    look_over(page).get_by_label("Code").fill(code(factories.TOTP_SECRET, time.time()))
    page.get_by_role("button", name="Sign in").click()
    visit(page, "/en/my-account/")


def test_a_member_joins_with_handle_address_and_language_alone(page: Page, mailoutbox: list[EmailMessage]) -> None:
    visit(page, "/en/account/signup/").get_by_label("Handle", exact=True).fill("rosa")
    page.get_by_role("textbox", name="E-mail address").fill("rosa@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Language", exact=True).select_option("es")
    agree_and(page, "Join")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    look_over(page)
    link = next(word for word in mailoutbox[0].body.split() if "confirm-email" in word)
    visit(page, path_of(link)).get_by_role("button", name="Yes, confirm").click()
    look_over(page)
    assert User.objects.get(handle="rosa").ui_language == "es"


def with_passkeys(page: Page) -> None:
    """Give the browser a device that keeps passkeys and knows its bearer's finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_founder_needs_no_password_with_a_passkey(founders_link: str, page: Page) -> None:
    with_passkeys(page)
    visit(page, founders_link).get_by_role("radio", name="With a passkey").check()
    agree_and(page, "Open my account")
    page.get_by_role("link", name="Make a passkey").click()
    look_over(page).get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    visit(page, "/en/my-account/").get_by_role("main").get_by_role("button", name="Sign out").click()
    visit(page, "/en/account/login/").get_by_role("button", name="Sign in with a passkey").click()
    expect(page).not_to_have_url("/en/account/login/")
    visit(page, "/en/unions/dun/people/")
    visit(page, "/en/account/2fa/webauthn/").get_by_role("link", name="Rename").click()
    look_over(page)


def test_a_device_without_a_passkey_for_us_is_answered_in_words(page: Page) -> None:
    with_passkeys(page)
    visit(page, "/en/account/login/")
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("gave no passkey")
    look_over(page)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_account_pages_stand_every_look(locale: str, new_page: NewPage) -> None:
    person = factories.make_admin(factories.make_organisation(), handle="rosa")
    page = new_page(viewport=PHONE, javascript=False, locale=locale)
    sign_in_on(page, person, locale)
    for path in ("my-account/", "following/?q=union", "account/2fa/", "account/sessions/", "account/email/",
                 "account/password/change/", "my-account/alerts/", "my-account/erase/", "account/logout/"):  # fmt: skip
        visit(page, f"/{locale}/{path}")


def sign_in_on(page: Page, person: User, locale: str) -> None:
    """Sign in without script, with password and code."""
    visit(page, f"/{locale}/account/login/")
    page.locator("[name=login]").fill(person.handle)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[action*=login] .button--main").click()
    look_over(page).locator("[name=code]").fill(code(factories.TOTP_SECRET, time.time()))
    page.locator("main .button--main").click()
