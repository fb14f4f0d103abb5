"""Pages about the portal."""

import pytest
from django.conf import settings
from django.test import Client

from solidarity.actions import guest_pledges
from solidarity.retention import ARCHIVE_AFTER, CONTACTS_AND_PHOTOS, DELIVERIES
from unions import retention
from unions.actions import reference
from unions.models import StaticPage
from unions.views.static_pages import html_of

ADDRESSES = ["how-it-works", "about", "privacy"]
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
