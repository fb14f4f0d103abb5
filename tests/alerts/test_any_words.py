"""Mails as they are rendered, whatever people write: it arrives as it was written, and changes nothing around it."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal
from django.urls import resolve
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solidarity.alerts.digests.letters import digest_letter
from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import Rendered, render
from solidarity.alerts.words import entry
from tests.alerts.any_words import ANY_WORDS, NEEDLE, read_again, write_everywhere
from tests.alerts.golden_subjects import subjects
from tests.alerts.reading import Marks
from tests.alerts.test_letters import part
from unions.announcements import Variant, kind_of_news
from unions.choices import Grade
from unions.localised import direction
from unions.mail import one_line
from unions.models import Announcement, Recipient

ALL = {"name", "title", "text"}
TOLD = {  # what of it stands in the body of a mail that everyone may read
    "action_near": ALL,
    "answer_due": ALL,
    "answer_given": {"title"},
    "campaign_call": {"name", "text"},
    "campaign_update": {"text"},
    "coalition_invited": {"name", "text"},
    "exchange_call": ALL,
    "need_short": ALL,
    "pledge_accepted": {"name", "title"},
    "request_addressed": ALL,
    "request_closed": {"title", "text"},
    "request_opened": ALL,
    "request_to_review": ALL,
    "update_posted": {"title", "text"},
}
HEAD = {
    "Content-Language", "Content-Type", "Date", "Feedback-ID", "From", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Precedence", "Auto-Submitted", "Subject", "To",
}  # fmt: skip
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "div", "span", "p", "h1", "h2", "ul", "li", "a", "strong", "br",
}  # fmt: skip
ATTRIBUTES = {"lang", "dir", "class", "style", "href", "charset", "name", "content"}
READER = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="reader@example.org", organisation_id=1)
LANGUAGES = [code for code, _name in portal.LANGUAGES]
of_rows = settings(
    max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def about(at_now: Any) -> dict[str, Any]:
    """A subject for each kind of news."""
    return subjects()


def squeezed(text: str) -> str:
    """Return the words of a text, whatever lines they stand in."""
    return " ".join(text.split())


def told(subject: Any, kind: str, language: str, grade: Grade) -> Rendered:
    """Return this news in words."""
    fresh = read_again(subject)
    told_as = fresh.addressees.get().public_id if kind == "request_addressed" else ""
    variant = Variant(language, grade, "same_sector", told_as)
    return render(kind_of_news(kind), Announcement(pk=1, kind=kind, subject=fresh), variant)


def read(message: bytes) -> EmailMessage:
    """Return a mail as Python reads it, which finds nothing wrong with it."""
    found = message_from_bytes(message, policy=policy.default)
    defects = [each.defects for each in found.walk()] + [value.defects for value in found.values()]
    assert not any(defects)
    return found


def links(mail: EmailMessage) -> list[str]:
    """Return where the links of both bodies lead."""
    plain = re.findall(re.escape(portal.SITE_URL) + r"\S*", part(mail, "plain"))
    return plain + [given["href"] or "" for _tag, given in Marks.of(part(mail, "html")) if "href" in given]


def assert_whole(mail: EmailMessage, language: str) -> None:
    """Assert what holds of each mail: its head, its language and direction, its marks, its links."""
    assert sorted(mail.keys()) == sorted(HEAD)
    assert [address.addr_spec for address in mail["To"].addresses] == ["reader@example.org"]
    assert mail["Content-Language"] == language
    assert [each.get_content_type() for each in mail.walk()][1:] == ["text/plain", "text/html"]
    (first, html), *rest = Marks.of(part(mail, "html"))
    assert (first, html["lang"], html["dir"]) == ("html", language, "rtl" if language == "ar" else "ltr")
    assert {tag for tag, _given in rest} <= ELEMENTS and {name for _tag, given in rest for name in given} <= ATTRIBUTES
    assert all(given["dir"] == direction(given["lang"]) for _tag, given in rest if "lang" in given)
    with translation.override(language):
        for url in links(mail):
            assert url.startswith(f"{portal.SITE_URL}/{language}/") or url == portal.SITE_URL
            assert resolve(urlsplit(url).path or f"/{language}/")  # where the portal's bare address leads


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("grade", Grade)
@given(kind=st.sampled_from(sorted(TOLD)), said=ANY_WORDS)
@of_rows
def test_whatever_is_written_arrives_as_it_is_or_not_at_all(
    about: dict[str, Any], language: str, grade: Grade, kind: str, said: dict[str, str]
) -> None:
    write_everywhere(**said)
    rendered = told(about[kind], kind, language, grade)
    mail = read(letter(Announcement(pk=1, kind=kind), READER, master(rendered)).message)
    assert_whole(mail, language)
    assert mail["Subject"] == rendered.subject
    bodies = part(mail, "plain"), Marks.text_of(part(mail, "html"))
    if grade != Grade.PUBLIC:
        assert NEEDLE not in "\n".join([mail["Subject"], *bodies])
    else:
        assert all(squeezed(said[each]) in squeezed(body) for each in TOLD[kind] for body in bodies)


@pytest.mark.parametrize("language", LANGUAGES)
@given(said=ANY_WORDS, hidden=st.sampled_from([Grade.NETWORK, Grade.NOTICE]))
@of_rows
def test_a_digest_says_no_more_of_it_than_each_of_its_lines_may(
    about: dict[str, Any], language: str, said: dict[str, str], hidden: Grade
) -> None:
    write_everywhere(**said)
    lines = {}
    for pk, (kind, grade) in enumerate([("request_opened", Grade.PUBLIC), ("campaign_call", hidden)]):
        variant = Variant(language, grade, "same_sector")
        lines[pk] = entry(kind_of_news(kind), Announcement(kind=kind, subject=read_again(about[kind])), variant)
    mail = read(digest_letter(READER, variant, lines))
    assert_whole(mail, language)
    for body in (part(mail, "plain"), Marks.text_of(part(mail, "html"))):
        assert one_line(said["name"]) in squeezed(body) and body.count(NEEDLE) == 1
