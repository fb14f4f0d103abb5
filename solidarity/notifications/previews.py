"""A mail as somebody would get it, before there is any news: for the page on which a union asks."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from solidarity.alerts.rendering import UNSUBSCRIBE, render
from solidarity.models import SolidarityRequest
from solidarity.notifications import grades, reply_addresses
from solidarity.notifications.calls import REQUEST_ADDRESSED
from unions.announcements import Variant, kind_of_news
from unions.choices import Grade
from unions.localised import direction
from unions.mail.unsubscribing import unsubscribe_page
from unions.models import Announcement
from unions.queries import reading_order


@dataclass(frozen=True)
class Preview:
    """A mail with its language, its direction and how much it says."""

    language: str
    direction: str
    grade: Grade
    subject: str
    text: str
    html: str


def preview(
    solidarity_request: SolidarityRequest,
    language: str,
    grade: Grade | None = None,
    *,
    kind: str = "request_addressed",
    why: str = "same_sector",
) -> Preview:
    """Return the alert of this request for who reads one language; without a grade, that which it will have.

    Writes nothing.
    """
    grade = grade or grades.of_request(solidarity_request)
    announcement = Announcement(kind=kind, subject=solidarity_request)
    takes_replies = kind == REQUEST_ADDRESSED.name and reply_addresses.are_read(grade)
    variant = Variant(language, grade, why, reads=tuple(reading_order(None, language)))
    rendered = render(kind_of_news(kind), announcement, variant, takes_replies=takes_replies)
    text, html = (_for_nobody(each, language) for each in (rendered.text, rendered.html))
    return Preview(language, direction(language), grade, rendered.subject, text, html)


def _for_nobody(words: str, language: str) -> str:
    """Let the link that is each reader's own lead to the portal."""
    with translation.override(language):
        return words.replace(unsubscribe_page(UNSUBSCRIBE), settings.SITE_URL)
