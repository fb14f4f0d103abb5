"""The mail itself: its head, its language, and nothing in it that a person could have smuggled there."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.conf import settings as portal
from django.core.mail import EmailMessage as DjangoMessage
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from solidarity.alerts import engine
from solidarity.alerts.letters import letter, master
from solidarity.alerts.rendering import UNSUBSCRIBE, Rendered
from tests import factories
from tests.alerts.clock import let_time_pass_to_the_digest
from tests.alerts.gathering import gathering
from tests.alerts.news import asked
from tests.smtp_server import SmtpServer
from unions.mail import on_the_wire, one_line, returned
from unions.mail.addresses import Unsendable
from unions.mail.unsubscribing import unsubscribe_page, unsubscribe_token
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


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_the_id_of_the_list_is_plain_whatever_the_portal_is_called(
    open_requests: Callable[[int], object], smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch, frequency: str
) -> None:
    monkeypatch.setattr(portal, "SITE_NAME", "تضامن، بلا حدود")
    gathering(frequency)
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    raw = smtp_server.messages[0][2]
    assert any(re.fullmatch(rb"List-Id: =\?\S+ <alerts\.localhost>", line) for line in raw.splitlines())
    assert message_from_bytes(raw, policy=policy.default)["List-Id"] == f"{portal.SITE_NAME} <alerts.localhost>"


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_an_address_in_letters_of_all_scripts_stands_in_the_head_as_it_is(
    open_requests: Callable[[int], object], smtp_server: SmtpServer, frequency: str
) -> None:
    gathering(frequency, email="büro@example.org")
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    assert "To: büro@example.org".encode() in smtp_server.messages[0][2].splitlines()


def test_an_address_of_a_single_mail_stands_in_the_head_as_it_is() -> None:
    single = DjangoMessage("Hello", "Hello", to=["büro@bücher.example"])
    assert "To: büro@xn--bcher-kva.example".encode() in on_the_wire(single).splitlines()


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_who_lives_in_a_zone_that_this_machine_does_not_know_is_told_in_utc(
    open_requests: Callable[[int], object], letters: Letters, frequency: str
) -> None:
    gathering(frequency, time_zone="US/Nowhere", email="reader@example.org")
    open_requests(1)
    let_time_pass_to_the_digest()
    engine.run()
    assert len(letters("reader@example.org")) == 1


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


texts = st.lists(st.one_of(st.text(max_size=30), st.sampled_from([*ODD, "x" * 1200, ".", "\n.\n", "=20"]))).map("".join)
PERSON = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="office@example.org", organisation_id=1)
with translation.override("ar"):
    LINK = unsubscribe_page(UNSUBSCRIBE)


def copy_of(subject: str, text: str, html: str, *, is_8bit: bool = True, person: Recipient = PERSON) -> bytes:
    """Return the mail that one person gets."""
    written = master(Rendered("ar", one_line(subject), text, html), is_8bit=is_8bit)
    return letter(Announcement(pk=1, kind="request_addressed"), person, written).message


def content(message: EmailMessage, kind: str) -> str:
    """Return one of the two bodies with the line ends of Python."""
    return part(message, kind).replace("\r\n", "\n")


@given(text=texts)
@settings(max_examples=80, deadline=None)
def test_no_subject_breaks_out_of_its_line(text: str) -> None:
    read = message_from_bytes(copy_of(text, "text", "<p>text</p>"), policy=policy.default)
    assert read["To"] == "office@example.org" and read["Bcc"] is None
    assert read["Subject"] == one_line(text) and not read.defects


@given(before=texts, after=texts, html=texts, is_8bit=st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_is_read_again(before: str, after: str, html: str, is_8bit: bool) -> None:
    message = copy_of("Hello", f"{before} {LINK} {after}.", f'{html}<a href="{LINK}">x</a>', is_8bit=is_8bit)
    read = message_from_bytes(message, policy=policy.default)
    link = read["List-Unsubscribe"].strip("<>")
    assert unsubscriber_id(link) == PERSON.public_id
    assert content(read, "plain") == "\n".join(f"{before} {link} {after}.".splitlines())
    assert content(read, "html") == "\n".join(f'{html}<a href="{link}">x</a>'.splitlines())
    assert not [defect for each in read.walk() for defect in each.defects]


@given(before=texts, after=texts, is_8bit=st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_server_can_carry_it(before: str, after: str, is_8bit: bool) -> None:
    message = copy_of(before, f"{before}{LINK}{after}", f"{after}{LINK}", is_8bit=is_8bit)
    lines = message.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line or b"\0" in line for line in lines)
    assert is_8bit or message.isascii()


@given(before=texts, after=texts)
@settings(max_examples=80, deadline=None)
def test_the_token_of_a_link_is_in_one_piece(before: str, after: str) -> None:
    message = copy_of("Hello", f"{before}{LINK}{after}", f"{after}{LINK}{before}", is_8bit=False)
    token = unsubscribe_token(PERSON, "request_addressed").encode()
    assert message.count(token) == 3 and UNSUBSCRIBE.encode() not in message


@given(text=texts)
@settings(max_examples=80, deadline=None)
def test_no_text_adds_a_line_to_the_head(text: str) -> None:
    read = message_from_bytes(copy_of(text, text, text), policy=policy.default)
    plain = message_from_bytes(copy_of("Hello", "Hello", "Hello"), policy=policy.default)
    assert read.keys() == plain.keys()
    assert [str(each["Content-Type"]) for each in read.walk()][1:] == [
        'text/plain; charset="utf-8"', 'text/html; charset="utf-8"',
    ]  # fmt: skip


@given(address=st.emails())
@settings(max_examples=100, deadline=None)
def test_an_address_is_written_as_it_is_or_not_at_all(address: str) -> None:
    person = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address=address, organisation_id=1)
    try:
        read = message_from_bytes(copy_of("Hello", "Hello", "Hello", person=person), policy=policy.default)
    except Unsendable:
        return
    (to,) = read["To"].addresses
    assert to.addr_spec.casefold() == address.casefold() and len(read.get_all("To")) == 1


@pytest.mark.parametrize("written", ["=?utf-8?q?Hello=0D=0ABcc=3A_x=40example.org?=", "=?utf-8?b?SGVsbG8=?= all", "=?"])
def test_a_subject_that_looks_encoded_is_read_as_it_was_written(written: str) -> None:
    single = on_the_wire(DjangoMessage(written, "Hello", to=["office@example.org"]))
    for message in (single, copy_of(written, "Hello", "<p>Hello</p>")):
        read = message_from_bytes(message, policy=policy.default)
        assert read["Subject"] == written and "Bcc" not in read


def test_letters_outside_ascii_stand_in_an_address_as_they_are() -> None:
    person = Recipient(pk=2, public_id="bcdfghjkmnpq", contact_address="büro@münchen.example", organisation_id=1)
    assert "\r\nTo: büro@xn--mnchen-3ya.example\r\n".encode() in copy_of("Hello", "Hello", "Hello", person=person)


def test_what_comes_back_says_whose_copy_it_was(call: News, smtp_server: SmtpServer) -> None:
    announcement = call()
    engine.run()
    ((sender, _to, _message),) = smtp_server.messages
    assert returned(sender) == (announcement.pk, Recipient.objects.get().pk, False)


def unsubscriber_id(link: str) -> str:
    """Return whom a link names, which is nobody's business but ours."""
    return link.rstrip("/").rpartition("/")[2].partition(".")[0]
