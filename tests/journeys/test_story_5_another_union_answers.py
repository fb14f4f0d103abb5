"""Story 5: another union answers, from the mail to the pledge, a no, a date, a call passed on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from solidarity.models import Addressee, Pledge, SolidarityRequest
from solidarity.tasks import let_the_clock_tick
from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import link_in, mails_to, open_request, sign_in
from tests.journeys.inspection import fits, look_over, visit
from tests.smtp_server import SmtpServer
from unions.announcements import announce
from unions.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Ask = Callable[[str], tuple[Addressee, User]]


@pytest.fixture
def asked() -> SolidarityRequest:
    """A request of a union in Bangladesh."""
    return open_request(factories.make_organisation("Garment Workers’ Union", country="BD"))


@pytest.fixture
def ask(asked: SolidarityRequest) -> Ask:
    """Return a function that asks a union and gives its staff."""

    def put(name: str) -> tuple[Addressee, User]:
        union = factories.make_organisation(name)
        addressee = factories.make_addressee(asked, union, due_at=timezone.now() + timedelta(days=7))
        return addressee, factories.make_staff(union)

    return put


def answer_page(page: Page, addressee: Addressee, user: User) -> Page:
    """Open the answer screen as this person."""
    return visit(sign_in(page, user), f"/en/answers/{addressee.public_id}/")


def test_from_the_mail_to_the_answer_in_three_taps(
    asked: SolidarityRequest, ask: Ask, new_page: NewPage, smtp_server: SmtpServer
) -> None:
    addressee, officer = ask("CGIL")
    asker = factories.make_staff(asked.organisation, ui_language="es")
    announce("request_addressed", asked, by=asker, at=timezone.now())
    mail = mails_to(officer, smtp_server)[0]
    phone = visit(sign_in(new_page(viewport=PHONE), officer), link_in(mail, "/answers/"))
    phone.get_by_role("button", name="We pledge this", exact=True).click()
    expect(look_over(phone).get_by_role("heading", level=1)).to_have_text("Answer desk")
    assert Pledge.objects.get().organisation == addressee.organisation
    assert any("CGIL" in mail for mail in mails_to(asker, smtp_server))


def test_in_arabic_from_the_mail_to_a_no_with_its_reason(
    asked: SolidarityRequest, ask: Ask, new_page: NewPage, smtp_server: SmtpServer
) -> None:
    addressee, officer = ask("الاتحاد العام التونسي للشغل")
    User.objects.filter(pk=officer.pk).update(ui_language="ar")
    announce("request_addressed", asked, by=factories.make_staff(asked.organisation), at=timezone.now())
    way = link_in(mails_to(officer, smtp_server)[0], "/answers/")
    assert "/ar/" in way
    phone = visit(sign_in(new_page(viewport=PHONE, locale="ar"), officer), way)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.locator("[name=answer][value=no]").click()
    expect(look_over(phone).locator(".error-summary")).to_be_visible()
    assert fits(phone)
    phone.locator("[name$=no_reason][value=law_forbids]").check()
    phone.locator("[name=answer][value=no]").click()
    assert fits(look_over(phone))
    addressee.refresh_from_db()
    assert addressee.no_reason == "law_forbids"


def test_a_part_with_an_amount_without_javascript(ask: Ask, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    addressee, officer = ask("CGIL")
    sign_in(page, officer).goto(f"/en/answers/{addressee.public_id}/")
    page.get_by_label("Protest letter").fill("4")
    page.get_by_role("button", name="We pledge this as a part").click()
    addressee.refresh_from_db()
    assert (addressee.answer, Pledge.objects.get().quantity) == ("partly", 4)


def test_a_no_has_a_reason(ask: Ask, page: Page) -> None:
    addressee, officer = ask("CGIL")
    answer_page(page, addressee, officer).get_by_role("button", name="Answer no").click()
    expect(look_over(page).locator(".error-summary")).to_contain_text("Why not?")
    page.get_by_role("radio", name="Our law forbids it").check()
    page.get_by_role("button", name="Answer no").click()
    expect(look_over(page).get_by_text("Nobody waits for you")).to_be_visible()
    addressee.refresh_from_db()
    assert addressee.no_reason == "law_forbids"


def test_we_decide_by_a_date(ask: Ask, page: Page) -> None:
    addressee, officer = ask("CGIL")
    day = timezone.localdate() + timedelta(days=9)
    answer_page(page, addressee, officer).get_by_role("textbox", name="We decide by").fill(day.isoformat())
    page.get_by_role("button", name="Tell them the date").click()
    look_over(page)
    addressee.refresh_from_db()
    assert addressee.decide_by == day


def test_a_call_is_passed_on_and_the_other_union_is_told(ask: Ask, page: Page, smtp_server: SmtpServer) -> None:
    addressee, officer = ask("CGIL")
    other = factories.make_organisation("COBAS")
    colleague = factories.make_staff(other)
    answer_page(page, addressee, officer).get_by_text("Another answer").click()
    look_over(page).get_by_role("radio", name="Forwarded").check()
    page.get_by_label("Passed on to").select_option(label="COBAS")
    page.get_by_role("button", name="Send this answer").click()
    look_over(page)
    assert mails_to(colleague, smtp_server)
    assert Addressee.objects.get(organisation=other).forwarded_by == addressee.organisation


def test_take_it_elsewhere_keeps_the_call_open(ask: Ask, page: Page) -> None:
    addressee, officer = ask("CGIL")
    answer_page(page, addressee, officer).get_by_text("Another answer").click()
    page.get_by_role("radio", name="Take it elsewhere").check()
    page.locator("#otherform_text").fill("Take it to your own management.")
    page.get_by_role("button", name="Send this answer").click()
    waiting = look_over(page).get_by_role("region", name="Waiting for your answer")
    expect(waiting.get_by_role("link", name="Dismissed for organising", exact=True)).to_be_visible()


def test_past_its_window_one_reminder_then_the_board_of_waiting_requests(
    ask: Ask, page: Page, smtp_server: SmtpServer
) -> None:
    _addressee, officer = ask("CGIL")
    Addressee.objects.update(due_at=timezone.now() - timedelta(hours=1))
    for _minute in range(2):
        let_the_clock_tick()
    assert len(mails_to(officer, smtp_server)) == 1
    member = factories.make_member(factories.make_organisation())
    board = visit(sign_in(page, member), "/en/requests/waiting/")
    expect(board.get_by_role("link", name="Dismissed for organising")).to_be_visible()
    expect(board.get_by_text("CGIL")).to_have_count(0)


def test_a_union_stands_behind_a_request(asked: SolidarityRequest, ask: Ask, page: Page) -> None:
    _addressee, officer = ask("CGIL")
    read = visit(sign_in(page, officer), f"/en/requests/{asked.public_id}/")
    read.get_by_role("link", name="Stand behind it").click()
    look_over(page).get_by_role("button", name="CGIL endorses it").click()
    expect(look_over(page).get_by_role("heading", name="Endorsed by")).to_be_visible()
