"""Story 13: a union looks for a host, another offers from the mail, a week is planned, and a member takes it home."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from exchanges.actions import participants, visits
from exchanges.models import Exchange, HostOffer, ItineraryItem, Participant, Visit
from solidarity.tasks import let_the_clock_tick
from tests import factories
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.helping import link_in, mails_to, sign_in
from tests.journeys.inspection import look_over, visit
from tests.smtp_server import SmtpServer
from unions.models import User

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = [pytest.param("en", DESKTOP, id="en"), pytest.param("ar", PHONE, id="ar-phone")]


def send(page: Page) -> Page:
    """Send the form of the page by its main button, and look over what comes next."""
    page.locator("main form .button--main").first.click()
    return look_over(page)


def fill(page: Page, **typed: str) -> Page:
    """Fill in fields by their names."""
    for name, value in typed.items():
        page.locator(f"main [name={name}]").fill(value)
    return page


def choose(page: Page, **chosen: str | list[str]) -> Page:
    """Choose from lists by their names."""
    for name, value in chosen.items():
        page.locator(f"main [name={name}]").select_option(value)
    return page


def tick(page: Page, name: str, value: str = "") -> None:
    """Tick a box or a circle."""
    page.locator(f"main [name={name}]" + (f"[value={value}]" if value else "")).check()


@pytest.mark.parametrize(("language", "viewport"), SCREENS)
def test_from_the_call_for_a_host_to_what_is_taken_home(
    language: str, viewport: ViewportSize, new_page: NewPage, smtp_server: SmtpServer
) -> None:
    guest, host = factories.make_organisation("FAT", country="MX"), factories.make_organisation("UE", country="US")
    agave, oriole = (factories.make_staff(union, ui_language=language) for union in (guest, host))
    cardon = factories.make_member(guest, ui_language=language)
    factories.make_sector()

    def browser_of(person: User) -> Page:
        return sign_in(new_page(locale=language, viewport=viewport), person)

    _guests_post(browser_of(agave), language)
    _host_offers_from_the_mail(browser_of(oriole), mails_to(oriole, smtp_server)[0])
    assert len(mails_to(agave, smtp_server)) == 1
    guests = _guests_accept(browser_of(agave), mails_to(agave, smtp_server)[0])
    hosts = _host_plans(browser_of(oriole), language)
    _seat(cardon, agave)
    for page in (guests, hosts):
        visit(page, f"/{language}/visits/{Visit.objects.get().public_id}/")
        send(page)
    let_the_clock_tick()
    assert Visit.objects.get().state == "under_way"
    assert len(mails_to(cardon, smtp_server)) == 1
    _member_takes_it_home(browser_of(cardon), language)
    _unions_report(guests, hosts, language)
    _everyone_reads_it(new_page(locale=language, viewport=viewport), language)


def _guests_post(page: Page, language: str) -> None:
    today = timezone.localdate()
    visit(page, f"/{language}/exchanges/")
    page.locator(f'main a[href="/{language}/exchanges/new/"]').click()
    send(fill(look_over(page), title="Four metalworkers look for a host"))
    expect(page.locator(".error-summary")).to_be_visible()
    assert Exchange.objects.get().title == "Four metalworkers look for a host"
    fill(page, why="One company, two countries.", from_on=today.isoformat(), deadline_on=today.isoformat())
    fill(page, until_on=(today + timedelta(days=3)).isoformat())
    choose(page, languages=["en", "es"], countries=["US"])
    tick(page, "visibility", "public")
    send(page)
    assert Exchange.objects.get().state == "open"


def _host_offers_from_the_mail(page: Page, mail: str) -> None:
    visit(page, link_in(mail, "/exchanges/"))
    page.locator("main a.button--main").click()
    tick(fill(look_over(page), words="Come!", place="Erie"), "activities", "radio")
    send(page)
    assert HostOffer.objects.get().activities == ["radio"]


def _guests_accept(page: Page, mail: str) -> Page:
    visit(page, link_in(mail, "/offers/"))
    send(page)
    assert Visit.objects.get().host.name == "UE"
    return page


def _host_plans(page: Page, language: str) -> Page:
    agreed = Visit.objects.get()
    visit(page, f"/{language}/visits/{agreed.public_id}/plan/")
    choose(fill(page, safety_plan="Stay together."), time_zone="America/New_York")
    send(page)
    page.locator(f'main a[href="/{language}/visits/{agreed.public_id}/agenda/add/"]').click()
    choose(
        fill(look_over(page), starts="06:00", ends="09:00", place="Gate 4", notes="Bring water."), kind="picket_line"
    )
    tick(page, "is_public")
    send(page)
    expect(page.locator(".agenda__item")).to_have_count(1)
    assert ItineraryItem.objects.get().time_zone == "America/New_York"
    for part in ("agenda", "invitation", "postpone", "cancel", "participants"):
        visit(page, f"/{language}/visits/{agreed.public_id}/{part}/")
    return page


def _seat(person: User, staff: User) -> None:
    agreed = Visit.objects.get()
    giving = {"visit": agreed, "organisation": agreed.guest, "by": staff, "at": timezone.now()}
    participants.add_member(**giving, role="worker", handle=person.handle)


def _member_takes_it_home(page: Page, language: str) -> None:
    seat = Participant.objects.get()
    visit(page, f"/{language}/participants/{seat.public_id}/")
    send(fill(page, emergency_contact="My sister"))
    page.locator(f'main a[href="/{language}/participants/{seat.public_id}/report/"]').click()
    fill(look_over(page), learned="Every shift has a steward.", take_home="A map of our plant.")
    tick(page, "same_employer", "yes")
    tick(page, "may_be_shown")
    send(page)
    assert Participant.objects.get().report.take_home == "A map of our plant."


def _unions_report(guests: Page, hosts: Page, language: str) -> None:
    agreed = Visit.objects.get()
    for page in (guests, hosts):
        visit(page, f"/{language}/visits/{agreed.public_id}/report/")
        tick(fill(page, text="We meet again in spring."), "results", "return_visit")
        send(page)
    visit(hosts, f"/{language}/visits/{agreed.public_id}/promise/")
    send(fill(hosts, text="Six members travel to them."))
    visits.complete(visit=agreed, at=timezone.now() + timedelta(days=5))


def _everyone_reads_it(page: Page, language: str) -> None:
    agreed = Visit.objects.get()
    assert agreed.state == "reported"
    visit(page, f"/{language}/visits/{agreed.public_id}/outcome/")
    for words in ("A map of our plant.", "We meet again in spring.", "Six members travel to them.", "Bring water."):
        expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_text("Gate 4")).to_have_count(0)
    visit(page, f"/{language}/exchanges/?state=past")
    expect(page.get_by_text("Four metalworkers look for a host")).to_be_visible()
