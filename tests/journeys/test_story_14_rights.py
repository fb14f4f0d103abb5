"""Story 14: people's rights: what is held, a text reported and hidden, a way back in by two people."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from playwright.sync_api import Page

from tests import factories
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.helping import open_request, sign_in
from tests.journeys.inspection import fits, look_over, visit
from tests.unions.reporting import NEEDLE, decider
from unions import retention
from unions.actions import reference
from unions.choices import HIDDEN_TEXT, NetworkRoleKind, ReportState
from unions.models import FactorRecovery, Organisation, TextReport, User

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


def path(language: str, name: str, *arguments: str) -> str:
    """The path of a page in a language."""
    with translation.override(language):
        return reverse(name, args=arguments)


def on_a_phone(new_page: NewPage, language: str) -> Page:
    """A small screen, in a language."""
    return new_page(locale=language, viewport=PHONE, has_touch=True)


def send(page: Page) -> Page:
    """Send the form of the page, and look at what comes."""
    page.locator("main form.form button[type=submit]").first.click()
    return look_over(page)


@LANGUAGES
def test_a_member_reads_what_is_held_and_takes_it_away(new_page: NewPage, language: str) -> None:
    reference.load()
    person = factories.make_member(factories.make_organisation())
    retention.run(timezone.now())
    page = sign_in(on_a_phone(new_page, language), person)
    visit(page, path(language, "unions:account"))
    page.locator(f"a[href='{path(language, 'unions:account-held')}']").click()
    look_over(page)
    assert page.locator("main table").count() >= 2
    assert fits(page)
    with page.expect_download() as download:
        page.locator(f"a[href='{path(language, 'unions:account-export-page')}']").click()
    assert person.handle in download.value.path().read_text()
    for name in ("privacy", "terms", "accessibility", "legal-notice"):
        visit(page, path(language, f"unions:{name}"))


@LANGUAGES
def test_a_visitor_reports_a_text_and_a_reviewer_hides_it(new_page: NewPage, language: str) -> None:
    asked = open_request(factories.make_organisation(), what_happens=NEEDLE)
    place = path(language, "solidarity:request-detail", asked.public_id)
    visitor = on_a_phone(new_page, language)
    visit(visitor, place).locator(f"a[href*='/report/request/{asked.public_id}/']").click()
    look_over(visitor)
    visitor.locator("[name=text]").select_option("what_happens")
    visitor.locator("[name=reason][value=names_a_person]").check()
    send(visitor)
    made = TextReport.objects.get()
    reviewer = sign_in(on_a_phone(new_page, language), decider(NetworkRoleKind.SAFEGUARDING))
    visit(reviewer, path(language, "unions:text-report-list")).locator(f"a[href*='{made.public_id}']").click()
    look_over(reviewer)
    reviewer.locator("[name=decision][value=hide]").check()
    reviewer.locator("[name=note]").fill("It names somebody.")
    send(reviewer)
    made.refresh_from_db()
    assert made.state == ReportState.UPHELD
    words = visit(visitor, place).locator("main").inner_text()
    assert NEEDLE not in words
    assert HIDDEN_TEXT not in words


@LANGUAGES
def test_the_union_asks_for_another_look_and_others_put_the_text_back(new_page: NewPage, language: str) -> None:
    from tests.unions.reporting import hide, report

    asked = open_request(factories.make_organisation(), what_happens=NEEDLE)
    made = hide(report(asked, at=timezone.now()))
    TextReport.objects.update(decided_at=timezone.now())
    staff = sign_in(on_a_phone(new_page, language), factories.make_staff(asked.organisation))
    visit(staff, path(language, "unions:text-report-own", made.public_id)).locator("[name=plea]").fill("She agreed.")
    send(staff)
    second = sign_in(on_a_phone(new_page, language), decider(NetworkRoleKind.SAFEGUARDING))
    visit(second, path(language, "unions:text-report-detail", made.public_id))
    second.locator("[name=decision][value=restore]").check()
    send(second)
    asked.refresh_from_db()
    assert asked.what_happens == NEEDLE


@LANGUAGES
def test_somebody_gets_back_in_with_two_people(new_page: NewPage, language: str) -> None:
    organisation = factories.make_organisation()
    person = factories.make_staff(organisation, ui_language=language)
    visitor = on_a_phone(new_page, language)
    visit(visitor, path(language, "account_login")).locator(
        f"a[href='{path(language, 'unions:recovery-ask')}']"
    ).click()
    look_over(visitor)
    visitor.locator("[name=account]").fill(person.handle)
    send(visitor)
    answer_for(person, organisation, new_page, language)
    link = mail.outbox[-1].body.split("/way-back/")[1].split("/")[0]
    way_back = path(language, "unions:recovery-use", link)
    visit(visitor, way_back)
    an_hour_passes()
    visit(visitor, way_back + "?").locator("[name=password]").fill(factories.PASSWORD)
    send(visitor)
    assert visitor.url.endswith(path(language, "unions:second-factor"))
    assert not Authenticator.objects.filter(user=person).exists()


def answer_for(person: User, organisation: Organisation, new_page: NewPage, language: str) -> None:
    """Two admins of the union confirm, one after the other."""
    for _ in range(2):
        admin = sign_in(on_a_phone(new_page, language), factories.make_admin(organisation))
        recovery = FactorRecovery.objects.get(user=person)
        visit(admin, path(language, "unions:recovery-list")).locator(f"a[href$='/{recovery.public_id}/']").click()
        look_over(admin)
        admin.locator("[name=channel][value=face_to_face]").check()
        admin.locator("[name=is_sure]").check()
        send(admin)


def an_hour_passes() -> None:
    """Move the recovery into the past: the browser and the server share one clock."""
    hour = timedelta(hours=1, seconds=1)
    made = FactorRecovery.objects.get()
    made.first_at, made.second_at, made.opens_at = made.first_at - hour, made.second_at - hour, made.opens_at - hour
    made.save()
