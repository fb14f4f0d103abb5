"""Single mails on their way: written encrypted, handed over once, emptied."""

from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from pytest_django import Settings

from tests.smtp_server import SmtpServer
from unions.mail import OutboxBackend
from unions.models import OutgoingMail
from unions.tasks import send_outgoing_mail


def write(*to: str, body: str = "Your link: https://example.org/العربية") -> None:
    """Send a mail the way that Django and its apps do."""
    OutboxBackend().send_messages([EmailMessage("Hello", body, to=list(to) or ["needle@example.org"])])


def mail() -> OutgoingMail:
    """Return the only mail."""
    return OutgoingMail.objects.get()


def let_time_pass() -> None:
    """Let every lease and every wait end."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE unions_outgoingmail SET not_before = not_before - interval '1 day',"
                       " leased_until = leased_until - interval '1 day'")  # fmt: skip


def test_a_mail_is_handed_over_once_and_emptied(smtp_server: SmtpServer) -> None:
    write()
    send_outgoing_mail()
    send_outgoing_mail()
    assert [to for _sender, to, _message in smtp_server.messages] == ["needle@example.org"]
    assert mail().sent_at and (mail().envelope_to, mail().message) == ("", "")


def test_a_mail_cannot_be_read_in_the_database() -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT envelope_to || message FROM unions_outgoingmail")
        assert "needle" not in cursor.fetchone()[0]


def test_letters_of_all_scripts_arrive(smtp_server: SmtpServer) -> None:
    write()
    send_outgoing_mail()
    read = message_from_bytes(smtp_server.messages[0][2], policy=policy.default)
    assert "العربية" in read.get_content()


def test_the_id_of_a_mail_is_silent_about_the_machine(smtp_server: SmtpServer) -> None:
    write()
    send_outgoing_mail()
    read = message_from_bytes(smtp_server.messages[0][2], policy=policy.default)
    assert read["Message-ID"].endswith("@localhost>")


def test_each_recipient_has_a_row_of_their_own(smtp_server: SmtpServer) -> None:
    write("one@example.org", "two@example.org")
    smtp_server.replies["one@example.org"] = "451 Later"
    send_outgoing_mail()
    assert [to for _sender, to, _message in smtp_server.messages] == ["two@example.org"]
    assert OutgoingMail.objects.filter(sent_at=None).count() == 1


def test_a_mail_refused_for_now_goes_again(smtp_server: SmtpServer) -> None:
    write()
    smtp_server.replies["needle@example.org"] = "451 Later"
    send_outgoing_mail()
    send_outgoing_mail()
    assert mail().attempts == 1 and mail().message
    smtp_server.reset()
    let_time_pass()
    send_outgoing_mail()
    assert mail().sent_at and len(smtp_server.messages) == 1


def test_a_mail_refused_for_good_is_emptied_too(smtp_server: SmtpServer) -> None:
    write()
    smtp_server.replies["needle@example.org"] = "550 No such box"
    send_outgoing_mail()
    assert mail().failed_at and mail().reply_code == 550 and (mail().envelope_to, mail().message) == ("", "")


def test_a_mail_is_given_up_after_eight_attempts(smtp_server: SmtpServer) -> None:
    write()
    smtp_server.replies["needle@example.org"] = "451 Later"
    for _attempt in range(8):
        send_outgoing_mail()
        let_time_pass()
    assert mail().failed_at and mail().attempts == 8


def test_without_a_mail_server_the_mail_waits(settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    write()
    send_outgoing_mail()
    assert (mail().attempts, mail().leased_until, mail().sent_at) == (0, None, None)


@pytest.mark.parametrize("header", ["Message-ID", "message-id"])
def test_an_id_that_the_writer_chose_is_kept(header: str, smtp_server: SmtpServer) -> None:
    message = EmailMessage("Hello", "text", to=["one@example.org"], headers={header: "<chosen@example.org>"})
    OutboxBackend().send_messages([message])
    send_outgoing_mail()
    assert smtp_server.messages[0][2].count(b"<chosen@example.org>") == 1
