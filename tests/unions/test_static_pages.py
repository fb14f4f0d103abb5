"""Pages about the portal."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from solidarity.actions import guest_pledges
from solidarity.retention import ARCHIVE_AFTER, CONTACTS_AND_PHOTOS, DELIVERIES
from unions import retention
from unions.actions import reference
from unions.models import StaticPage
from unions.views.static_pages import html_of

ADDRESSES = ["how-it-works", "about", "privacy", "terms", "accessibility", "legal-notice"]
LANGUAGES = [code for code, _ in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_there_in_every_language(address: str, language: str) -> None:
    reference.load()
    page = Client().get(f"/{language}/{address}/").content.decode()
    title = getattr(StaticPage.objects.get(slug=address), f"title_{language}")
    assert f"<h1>{title}</h1>" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_not_loaded_does_not_exist(address: str) -> None:
    assert Client().get(f"/en/{address}/").status_code == 404


def test_a_page_that_is_missing_in_my_language_says_what_i_am_reading() -> None:
    reference.load()
    StaticPage.objects.update(title_ar="", body_ar="")
    page = Client().get("/ar/about/").content.decode()
    assert 'lang="en" dir="ltr"' in page
    assert "About this portal" in page


def test_markup_of_an_editor_is_not_html() -> None:
    html = html_of("<script>alert(1)</script>\n\n[click](javascript:alert(1)) **strong**\n\n## Part")
    assert "<script" not in html and "href" not in html
    assert "<strong>strong</strong>" in html and "<h2>Part</h2>" in html


def test_the_times_on_the_privacy_page_are_those_that_the_program_keeps() -> None:
    """Whoever changes a rule finds here that four pages name it."""
    days = [retention.FAILED_MAILS.days, retention.DEAD_INVITATIONS.days, retention.TRAIL.days]
    years = {retention.ENDED_MEMBERSHIPS.days, ARCHIVE_AFTER.days, DELIVERIES.days}
    assert (guest_pledges.LIVES.days, days, years) == (1, [7, 30, 6 * 365], {365})
    assert CONTACTS_AND_PHOTOS.days == 30


def test_reading_a_page_needs_no_cookie() -> None:
    reference.load()
    assert not Client().get("/en/privacy/").cookies


def test_who_runs_the_portal_is_not_stated_yet_and_the_page_says_so() -> None:
    reference.load()
    page = Client().get("/en/legal-notice/").text
    assert page.count("Not stated yet") == 3
    assert "has not stated everything yet" in page


def test_who_runs_the_portal_is_named(settings: Settings) -> None:
    settings.OPERATOR_NAME, settings.OPERATOR_EMAIL = "Network of Ports", "office@example.org"
    settings.OPERATOR_ADDRESS = "Quay 1\nHarbour"
    reference.load()
    page = Client().get("/en/legal-notice/").text
    assert "Not stated yet" not in page
    assert all(words in page for words in ("Network of Ports", "Quay 1", "Harbour", "office@example.org"))


def test_every_page_leads_to_the_legal_ones() -> None:
    page = Client().get("/en/").text
    assert all(f'href="/en/{address}/"' in page for address in ("privacy", "terms", "accessibility", "legal-notice"))


def test_security_txt_names_an_address_and_a_day(settings: Settings) -> None:
    settings.SECURITY_CONTACT = "security@example.org"
    answer = Client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer["Content-Type"].startswith("text/plain")
    assert fields["Contact"] == "mailto:security@example.org"
    assert timezone.now() < datetime.fromisoformat(fields["Expires"]) < timezone.now() + timedelta(days=365)
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


@pytest.mark.parametrize(("slug", "ways_in"), [("how-it-works", 2), ("about", 1)])
def test_how_it_works_ends_with_the_next_step(slug: str, ways_in: int) -> None:
    reference.load()
    assert Client().get(f"/en/{slug}/").content.decode().count('href="/en/apply/"') == ways_in
