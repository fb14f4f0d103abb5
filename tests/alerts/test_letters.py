"""The mail itself: its head, its language, and nothing in it that a person could have smuggled there."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solidarity.alerts import engine
from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import Rendered
from tests import factories
from tests.alerts.news import asked
from unions.mail import one_line
from unions.models import Announcement, Recipient, User

News = Callable[..., Announcement]
Letters = Callable[..., list[EmailMessage]]
ODD = [
    "\r",
    "\n",
    "\r\n",
    "\x00",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u200b",
    "\r\nBcc: x@example.org",
]


def part(message: EmailMessage, kind: str) -> str:
    """Return the text of one of the two bodies."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_each_mail_has_one_recipient_and_both_bodies(call: News, letters: Letters) -> None:
    call(staff=2)
    engine.run()
    assert sorted(message["To"] for message in letters()) == sorted(
        User.objects.exclude(memberships=None).values_list("email", flat=True)
    )
    assert all(part(message, "plain") and part(message, "html") for message in letters())


def test_the_head_says_what_machines_need_to_know(call: News, letters: Letters) -> None:
    call()
    engine.run()
    head = letters()[0]
    assert head["Auto-Submitted"] == "auto-generated" and head["Precedence"] == "bulk"
    assert head["List-Id"] == "Across Borders <alerts.localhost>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["List-Unsubscribe"].startswith("<http://localhost:") and "/en/unsubscribe/" in head["List-Unsubscribe"]
    assert head["Message-ID"].endswith("@localhost>")


def test_the_link_in_the_text_is_the_link_in_the_head(call: News, letters: Letters) -> None:
    call(staff=2)
    engine.run()
    for message in letters():
        link = message["List-Unsubscribe"].strip("<>")
        assert link in part(message, "plain") and link in part(message, "html")
    assert len({message["List-Unsubscribe"] for message in letters()}) == 2


def test_the_head_does_not_name_the_kind_of_news(call: News, letters: Letters) -> None:
    call()
    engine.run()
    head = [value for name, value in letters()[0].items() if name != "Subject"]
    assert not any("addressed" in value or "request" in value for value in head)


@pytest.mark.parametrize(
    ("language", "direction", "date"),
    [
        ("en", "ltr", "30 November 2026"),
        ("es", "ltr", "30 de noviembre de 2026"),
        ("fr", "ltr", "30 novembre 2026"),
        ("ar", "rtl", "30 نوفمبر 2026"),
    ],
)
def test_each_reader_gets_their_language(
    call: News, letters: Letters, language: str, direction: str, date: str
) -> None:
    call(ui_language=language)
    engine.run()
    message = letters()[0]
    assert message["Content-Language"] == language
    assert date in message["Subject"] and date in part(message, "plain")
    assert f'<html lang="{language}" dir="{direction}">' in part(message, "html")


def test_a_language_that_we_lack_is_told_in_english(call: News, letters: Letters) -> None:
    call(ui_language="bn")
    engine.run()
    message = letters()[0]
    assert message["Content-Language"] == "en" and "asks your union for help" in part(message, "plain")


def test_readers_of_two_languages_get_one_each(call: News, letters: Letters) -> None:
    announcement = call(ui_language="fr")
    union = asked(announcement).addressees.get().organisation
    factories.make_staff(union, ui_language="ar")
    engine.run()
    assert sorted(message["Content-Language"] for message in letters()) == ["ar", "fr"]


def test_a_style_sheet_is_written_into_the_elements(call: News, letters: Letters) -> None:
    call()
    engine.run()
    assert '<h1 style="' in part(letters()[0], "html")


def test_a_name_with_markup_stays_text(call: News, letters: Letters) -> None:
    union = factories.make_organisation(name="Union <script>alert(1)</script> & Co")
    call(asks=factories.make_request(union))
    engine.run()
    message = letters()[0]
    assert "<script>" not in part(message, "html") and "&lt;script&gt;" in part(message, "html")
    assert "Union <script>alert(1)</script> & Co" in part(message, "plain")


@given(text=st.lists(st.one_of(st.text(max_size=20), st.sampled_from(ODD))).map("".join))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_subject_breaks_out_of_its_line(text: str) -> None:
    recipient = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="office@example.org", organisation_id=1)
    rendered = Rendered("en", one_line(text), "text", "<p>text</p>")
    copy = letter(Announcement(pk=1, kind="request_addressed"), recipient, master(rendered))
    read = message_from_bytes(copy.message, policy=policy.default)
    assert read["To"] == "office@example.org" and read["Bcc"] is None
    assert read["Subject"] == one_line(text) and not read.defects
