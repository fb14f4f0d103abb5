"""Addresses, heads and the session with the mail server."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from deploy.audit import tls_portal
from tests.smtp_server import SmtpServer
from unions.mail import Outcome, Session, list_headers, message_id, one_line
from unions.mail.addresses import Unsendable, envelope_address
from unions.mail.backing_off import MOST_ATTEMPTS, back_off
from unions.mail.dressing import without_gaps
from unions.mail.smtp import Unreachable

MESSAGE = b"Subject: Hello\r\n\r\n.a line that begins with a dot\r\n..and one with two\r\n"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("office@example.org", "office@example.org"),
        ("büro@example.org", "büro@example.org"),
        ("office@münchen.example", "office@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_written_as_servers_take_it(address: str, written: str) -> None:
    assert envelope_address(address) == written


NO_ADDRESSES = ["", "office", "a@b@c", "office@", "of fice@example.org", "o@example.org\r\nRCPT TO:<x@example.org>"]


@pytest.mark.parametrize("address", [*NO_ADDRESSES, "of\u202efice@example.org"])
def test_what_is_no_address_is_not_sent_to(address: str) -> None:
    with pytest.raises(Unsendable):
        envelope_address(address)


def test_a_message_arrives_as_it_was_written(smtp_server: SmtpServer) -> None:
    with Session() as session:
        assert session.hand_over("office@example.org", MESSAGE).outcome == Outcome.SENT
    assert smtp_server.messages == [("portal@localhost", "office@example.org", MESSAGE)]


def test_one_session_carries_many_messages(smtp_server: SmtpServer) -> None:
    with Session() as session:
        outcomes = [session.hand_over(f"office{number}@example.org", MESSAGE).outcome for number in range(3)]
    assert outcomes == [Outcome.SENT] * 3 and len(smtp_server.messages) == 3


def test_a_session_goes_on_after_a_refusal(smtp_server: SmtpServer) -> None:
    smtp_server.replies["gone@example.org"] = "550 No such box"
    with Session() as session:
        assert session.hand_over("gone@example.org", MESSAGE).outcome == Outcome.HARD
        assert session.hand_over("office@example.org", MESSAGE).outcome == Outcome.SENT


@contextmanager
def encrypted(folder: Path, settings: Settings) -> Iterator[Path]:
    """A mail server that offers STARTTLS, with a certificate that nobody signed; yields where that lies."""
    certificate, key = tls_portal.certificate(folder)
    with_key = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with_key.load_cert_chain(certificate, key)
    server = SmtpServer(tls_context=with_key)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "localhost", server.port, True
    try:
        yield certificate
    finally:
        server.stop()


def test_a_server_whose_certificate_nobody_vouches_for_is_given_nothing(tmp_path: Path, settings: Settings) -> None:
    with encrypted(tmp_path, settings), Session() as session, pytest.raises(Unreachable):
        session.hand_over("office@example.org", MESSAGE)


def test_a_server_with_a_certificate_that_we_trust_is_given_mail(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with encrypted(tmp_path, settings) as certificate, Session() as session:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert session.hand_over("office@example.org", MESSAGE).outcome == Outcome.SENT


def test_without_a_server_nothing_is_handed_over(settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    with Session() as session, pytest.raises(Unreachable):
        session.hand_over("office@example.org", MESSAGE)


def test_a_server_that_refuses_our_sign_in_is_as_good_as_none(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    with Session() as session, pytest.raises(Unreachable):
        session.hand_over("office@example.org", MESSAGE)


def test_the_same_parts_have_the_same_id_and_others_another() -> None:
    assert message_id(1, "mail", 2) == message_id(1, "mail", 2) != message_id(12, "mail", "")
    assert message_id(1, "mail", 2).endswith("@localhost>")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nBcc: x", "a Bcc: x"),
        ("a\u2028b\x00c\x0bd", "a b c d"),
        ("ن\u200cم", "ن\u200cم"),
        ("  much   space ", "much space"),
        ("x" * 300, "x" * 249 + "…"),
    ],
)
def test_a_subject_is_one_short_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\n\na\n  \n\t\n\nb\n\n", "a\n\nb\n"),
        ("a\n\nb\nc", "a\n\nb\nc\n"),
        ("a\n\n\n  indented\n", "a\n\n  indented\n"),
    ],
)
def test_a_text_keeps_one_empty_line_where_several_stood(text: str, written: str) -> None:
    assert without_gaps(text) == written


def test_news_says_in_which_language_it_is_and_how_to_end_it() -> None:
    heads = list_headers("ar", "https://portal.example/u/abc")
    assert heads["Content-Language"] == "ar" and heads["List-Unsubscribe"] == "<https://portal.example/u/abc>"


def test_waits_grow_and_end() -> None:
    waits = [back_off(attempt) for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits, key=lambda wait: wait or 0) and None not in waits
    assert back_off(MOST_ATTEMPTS) is None
