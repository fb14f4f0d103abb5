"""A provider's API: what it is given, what its answers mean, and when nothing has left."""

import time

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from deploy.local.ports import any_free
from tests.provider import Postmark, Provider
from tests.security import elsewhere
from unions.mail import (
    Body,
    Copy,
    OutboxBackend,
    Outcome,
    Reply,
    Unreachable,
    carrier,
    on_the_wire,
    return_path,
    returned,
)
from unions.mail.answers import KeyRefused
from unions.models import OutgoingMail
from unions.tasks import send_outgoing_mail

WORDS = "Strike in Dhaka. 'Quoted', =20, العربية\n.a line that begins with a dot\n"


def written(to: str = "ana@example.org", **headers: str) -> bytes:
    """Return a message as the engine prepares it."""
    message = EmailMessage("Help is asked for: é ن", WORDS, '"Portal, of unions" <portal@localhost>', [to])
    message.extra_headers = {"Message-ID": "<one@localhost>", "List-Unsubscribe": "<https://x.example/out>", **headers}
    return on_the_wire(message)


def copies(*addresses: str) -> list[Copy]:
    """Return one for each address."""
    return [
        Copy(return_path(1, number), address, Body.of(written(address))) for number, address in enumerate(addresses)
    ]


def hand_over(*addresses: str) -> list[Reply | None]:
    """Hand one message over to each, over one session."""
    with carrier() as session:
        return session.hand_over_all(copies(*addresses), time.monotonic() + 60)


def test_a_message_arrives_as_it_was_written_and_nobody_counts_who_opens_it(provider: Provider) -> None:
    with carrier() as session:
        reply = session.hand_over("ana@example.org", written(**{"Reply-To": "answer+x@localhost"}))
    (call,) = provider.calls
    assert reply == Reply(Outcome.SENT, 200)
    assert (call.to, call.sender) == ("ana@example.org", '"Portal, of unions" <portal@localhost>')
    assert (call.subject, call.text, call.html) == ("Help is asked for: é ن", WORDS, "")
    assert call.reply_to == "answer+x@localhost" and not call.is_tracked and not call.metadata
    assert call.headers["message-id"] == "<one@localhost>"
    assert call.headers["list-unsubscribe"] == "<https://x.example/out>"
    assert not call.headers.keys() & {"subject", "from", "to", "content-type", "mime-version"}


def test_who_is_told_to_keep_our_id_is_told(provider: Provider) -> None:
    hand_over("ana@example.org")
    told = provider.calls[0].headers.get("x-pm-keepid")
    assert told == ("true" if isinstance(provider, Postmark) else None)


def test_the_way_back_of_a_copy_travels_with_it(provider: Provider) -> None:
    with carrier() as session:
        session.hand_over("ana@example.org", written(), sender=return_path(7, 9))
    (repeated,) = provider.calls[0].metadata.values()
    assert returned(repeated) == (7, 9, False) and len(repeated) <= 80


def test_one_line_carries_many_messages(provider: Provider) -> None:
    assert [reply.outcome for reply in hand_over("a@example.org", "b@example.org") if reply] == [Outcome.SENT] * 2
    assert [call.to for call in provider.calls] == ["a@example.org", "b@example.org"] and provider.lines == 1


def test_one_bad_address_holds_up_nobody(provider: Provider) -> None:
    provider.answers["bad@example.org"] = provider.bad_address("bad@example.org")
    replies = hand_over("a@example.org", "bad@example.org", "b@example.org")
    assert replies == [Reply(Outcome.SENT, 200), Reply(Outcome.HARD), Reply(Outcome.SENT, 200)]


def test_what_is_no_address_does_not_leave(provider: Provider) -> None:
    with carrier() as session:
        assert session.hand_over("no address", written()) == Reply(Outcome.HARD)
    assert not provider.lines


@pytest.mark.parametrize("provider", [Postmark], indirect=True)
def test_an_address_that_the_provider_gave_up_is_given_up(provider: Postmark) -> None:
    provider.answers["gone@example.org"] = provider.inactive("gone@example.org")
    assert hand_over("gone@example.org") == [Reply(Outcome.HARD, 422)]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (400, Outcome.LATER),
        (402, Outcome.LATER),
        (403, Outcome.LATER),
        (404, Outcome.LATER),
        (413, Outcome.REFUSED),
        (500, Outcome.LATER),
        (502, Outcome.LATER),
    ],
)
def test_a_refusal_for_another_reason_than_the_address_suspends_nobody(
    provider: Provider, code: int, outcome: Outcome
) -> None:
    provider.next_answers = [(code, {"Message": "no", "message": "no"})]
    assert hand_over("a@example.org", "b@example.org") == [Reply(outcome, code), Reply(Outcome.SENT, 200)]


@pytest.mark.parametrize("provider", [Postmark], indirect=True)
@pytest.mark.parametrize("error", [400, 405, 412])  # no such sender, no credit, not yet approved
def test_what_postmark_refuses_us_goes_again(provider: Postmark, error: int) -> None:
    provider.next_answers = [(422, {"ErrorCode": error, "Message": "The 'From' address is no sender of yours."})]
    assert hand_over("a@example.org") == [Reply(Outcome.LATER, 422)]


@pytest.mark.parametrize("code", [429, 503])
def test_a_provider_that_takes_nothing_now_is_as_good_as_none(provider: Provider, code: int) -> None:
    provider.next_answers = [(code, "")]
    with pytest.raises(Unreachable):
        hand_over("a@example.org")
    assert not provider.calls


def test_what_it_takes_no_more_has_not_left(provider: Provider) -> None:
    provider.answers["b@example.org"] = (429, "")
    assert hand_over("a@example.org", "b@example.org", "c@example.org") == [Reply(Outcome.SENT, 200), None, None]
    assert [call.to for call in provider.calls] == ["a@example.org"]


def test_after_its_time_nothing_leaves(provider: Provider) -> None:
    with carrier() as session:
        assert session.hand_over_all(copies("a@example.org"), time.monotonic() - 1) == [None]
    assert not provider.calls


def test_a_key_that_it_refuses_is_told_from_other_troubles(provider: Provider, settings: Settings) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    with pytest.raises(Unreachable) as refusal:
        hand_over("a@example.org")
    assert isinstance(refusal.value.__cause__, KeyRefused)


def test_where_nobody_listens_nothing_has_left(provider: Provider, settings: Settings) -> None:
    settings.EMAIL_PORT = any_free()
    with pytest.raises(Unreachable):
        hand_over("a@example.org")
    with carrier() as session, pytest.raises(Unreachable):
        session.open()


def test_a_line_that_is_cut_behind_a_message_leaves_its_fate_open(provider: Provider) -> None:
    provider.hangs_up = True
    assert hand_over("a@example.org") == [Reply(Outcome.UNCERTAIN)]
    assert len(provider.calls) == 1


@pytest.mark.parametrize("words", ["it is fine", {"nothing": "we know"}, []])
def test_an_answer_that_nobody_understands_leaves_its_fate_open(provider: Provider, words: object) -> None:
    provider.next_answers = [(200, words)]
    (reply,) = hand_over("a@example.org")
    assert reply and reply.outcome == Outcome.UNCERTAIN


def test_it_is_not_led_elsewhere(provider: Provider) -> None:
    provider.next_answers = [(307, "")]
    (reply,) = hand_over("a@example.org")
    assert reply == Reply(Outcome.LATER, 307)


def test_single_mails_go_the_same_way(provider: Provider) -> None:
    OutboxBackend().send_messages([EmailMessage("Hello", WORDS, to=["a@example.org", "b@example.org"])])
    provider.answers["b@example.org"] = provider.bad_address("b@example.org")
    assert send_outgoing_mail() is None
    assert [(call.to, call.text) for call in provider.calls] == [("a@example.org", WORDS)]
    assert OutgoingMail.objects.filter(sent_at__isnull=False).count() == 1
    assert OutgoingMail.objects.filter(failed_at__isnull=False, message="").count() == 1


def test_the_address_of_a_provider_is_read_from_one_variable() -> None:
    say = "print(settings.EMAIL_PROVIDER, settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_OPTIONS)"
    said = elsewhere.run(say, EMAIL_URL="postmark://:a%2Fb@api.postmarkapp.com?stream=broadcast")
    assert said == "postmark 443 a/b {'stream': 'broadcast'}\n"


def test_a_way_that_we_do_not_know_stops_the_start() -> None:
    with pytest.raises(AssertionError, match="EMAIL_URL must begin with smtp://, smtps://, mailgun:// or postmark://"):
        elsewhere.run("", EMAIL_URL="sendmail://localhost")


def test_a_stream_is_named(provider: Provider, settings: Settings) -> None:
    settings.EMAIL_OPTIONS = {"stream": "broadcast", "domain": "localhost"}
    hand_over("a@example.org")
    assert provider.calls[0].stream == ("broadcast" if isinstance(provider, Postmark) else "")
