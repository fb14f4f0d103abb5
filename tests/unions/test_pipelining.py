"""Many messages over one session: what became of each, whatever the server says or where the line is cut."""

import contextlib
import math
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from deploy.audit import tls_portal
from tests.unions.scripted_server import AFTER_MORE, CUT, DRIP, LONG, OFFERS, SILENCE, ScriptedServer
from unions.mail import Body, Copy, Outcome, Reply, Session, Unreachable, smtp
from unions.mail.pipelining import LONGEST_REPLY, Conversation
from unions.mail.smtp import AFTER_SILENCE

SENDER = "bounces@example.org"
MESSAGE = b"Subject: Hello\r\n\r\n.a line that begins with a dot\r\n.\r\n..and one with two\r\n"
SENT = Reply(Outcome.SENT, 250)


@pytest.fixture(params=[OFFERS, OFFERS[1:]], ids=["pipelined", "one by one"])
def server(request: pytest.FixtureRequest, settings: Settings) -> Iterator[ScriptedServer]:
    """A server that offers PIPELINING, and one that does not."""
    server = ScriptedServer(offers=request.param)
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    yield server
    server.stop()


def copies(*names: str, message: bytes = MESSAGE) -> list[Copy]:
    """Return a copy for each of these."""
    return [Copy(SENDER, f"{name}@example.org", Body.of(message)) for name in names]


def hand_over(*names: str, until: float = math.inf) -> list[Reply | None]:
    """Hand a copy over to each of these."""
    with Session() as session:
        return session.hand_over_all(copies(*names), until)


def recipients(server: ScriptedServer) -> list[str]:
    """Return the names of those whose copy the server has taken."""
    return [recipient.partition("@")[0] for _sender, recipient, _message in server.taken]


def test_each_message_arrives_as_it_was_written(server: ScriptedServer) -> None:
    assert hand_over("a", "b", "c") == [SENT] * 3
    assert server.taken == [(SENDER, f"{name}@example.org", MESSAGE) for name in "abc"]
    assert server.sessions == 1


def test_a_message_without_a_last_end_of_line_gets_one(server: ScriptedServer) -> None:
    with Session() as session:
        session.hand_over_all(copies("a", message=b"Subject: Hello\r\n\r\nHello"), math.inf)
    assert server.taken[0][2] == b"Subject: Hello\r\n\r\nHello\r\n"


@pytest.mark.parametrize(
    ("verb", "said", "reply"),
    [
        ("RCPT", "550 5.1.1 No such box", Reply(Outcome.HARD, 550)),
        ("RCPT", "550 No such box", Reply(Outcome.HARD, 550)),
        ("RCPT", "550 5.7.1 We do not like your sender", Reply(Outcome.REFUSED, 550)),
        ("RCPT", "553 5.1.8 Bad sender", Reply(Outcome.LATER, 553)),
        ("RCPT", "552 5.2.2 Box is full", Reply(Outcome.REFUSED, 552)),
        ("RCPT", "450-4.2.1 Not\r\n450 4.2.1 now", Reply(Outcome.LATER, 450)),
        ("DATA", "451 4.3.0 Not now", Reply(Outcome.LATER, 451)),
        ("DATA", "554 5.7.1 Never", Reply(Outcome.REFUSED, 554)),
        ("BODY", "451 4.3.0 Not now", Reply(Outcome.LATER, 451)),
        ("BODY", "550 5.7.1 We do not like it", Reply(Outcome.REFUSED, 550)),
    ],
)
def test_a_refusal_counts_for_its_message_alone(server: ScriptedServer, verb: str, said: str, reply: Reply) -> None:
    server.says[verb, "b@example.org"] = said
    assert hand_over("a", "b", "c") == [SENT, reply, SENT]
    assert recipients(server) == ["a", "c"] and server.sessions == 1


def test_the_last_refusal_leaves_the_session_clean(server: ScriptedServer) -> None:
    server.says["RCPT", "a@example.org"] = "550 5.1.1 No such box"
    with Session() as session:
        session.hand_over_all(copies("a"), math.inf)
        assert session.hand_over_all(copies("b"), math.inf) == [SENT]


def test_a_server_that_wants_a_body_for_nobody_gets_an_empty_one(server: ScriptedServer) -> None:
    server.asks_for_any_body = True
    server.says["RCPT", "b@example.org"] = "550 5.1.1 No such box"
    assert hand_over("a", "b", "c") == [SENT, Reply(Outcome.HARD, 550), SENT]
    assert [message for _sender, recipient, message in server.taken if not recipient] in ([], [b""])


def test_a_refused_sender_is_our_own_fault(server: ScriptedServer) -> None:
    server.says["MAIL", SENDER] = "550 5.1.8 We do not know you"
    assert hand_over("a") == [Reply(Outcome.LATER, 550)]


@pytest.mark.parametrize(("said", "outcome"), [("421 4.3.0 Closing", Outcome.LATER), (CUT, Outcome.UNCERTAIN)])
def test_the_end_of_the_session_after_a_body_counts_for_that_body_alone(
    server: ScriptedServer, said: str, outcome: Outcome
) -> None:
    server.says["BODY", "b@example.org"] = said
    replies = hand_over("a", "b", "c")
    assert [reply and reply.outcome for reply in replies] == [Outcome.SENT, outcome, Outcome.SENT]
    assert server.sessions == 2 and recipients(server).count("c") == 1


@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
@pytest.mark.parametrize("said", ["421 4.7.0 Closing", CUT])
def test_what_is_cut_before_its_body_each_time_waits(server: ScriptedServer, verb: str, said: str) -> None:
    server.says[verb, "b@example.org"] = said
    assert hand_over("a", "b", "c") == [SENT, Reply(Outcome.LATER), SENT]
    assert recipients(server) == ["a", "c"]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_session_that_the_server_ends_before_a_body_costs_nothing(server: ScriptedServer, verb: str) -> None:
    server.says[verb, SENDER if verb == "MAIL" else "b@example.org"] = "once 421 4.4.2 You were silent for too long"
    assert hand_over("a", "b", "c") == [SENT] * 3
    assert recipients(server) == ["a", "b", "c"] and server.sessions == 2


@pytest.mark.parametrize("said", [SILENCE, DRIP, LONG])
def test_a_reply_that_takes_too_long_leaves_one_message_of_unknown_fate(
    server: ScriptedServer, settings: Settings, said: str
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    server.says["BODY", "b@example.org"] = said
    replies = hand_over("a", "b", "c")
    assert [reply and reply.outcome for reply in replies] == [Outcome.SENT, Outcome.UNCERTAIN, Outcome.SENT]


def test_a_reply_without_end_is_not_taken_in(server: ScriptedServer) -> None:
    server.says["BODY", "b@example.org"] = "250 " + 3 * LONGEST_REPLY * "x"
    assert hand_over("a", "b", "c") == [SENT, Reply(Outcome.UNCERTAIN), SENT]


def test_a_wait_that_is_cut_short_is_short_at_once(server: ScriptedServer, settings: Settings) -> None:
    server.says["BODY", "b@example.org"] = SILENCE
    with Session() as session:
        session.open()  # its line waits for five seconds
        settings.EMAIL_TIMEOUT = 0.2
        assert session.hand_over_all(copies("a"), math.inf) == [SENT]
        began = time.monotonic()
        assert session.hand_over_all(copies("b"), math.inf) == [Reply(Outcome.UNCERTAIN)]
    assert time.monotonic() - began < 2


def test_a_server_that_is_slow_with_each_word_is_not_waited_for_much_longer(
    server: ScriptedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_SESSIONS, server.pause = 4, 0.8
    monkeypatch.setattr(smtp, "WIND_UP", 0.6)
    began = time.monotonic()
    replies = dict(zip(MANY, hand_over(*MANY, until=began + 0.2), strict=True))
    assert time.monotonic() - began < 2.5
    uncertain = {name for name, reply in replies.items() if reply == Reply(Outcome.UNCERTAIN)}
    assert set(recipients(server)) <= uncertain and set(replies.values()) <= {None, Reply(Outcome.UNCERTAIN)}


@contextlib.contextmanager
def sipping_server(folder: Path) -> Iterator[ssl.SSLSocket]:
    """Yield an encrypted line to a server that welcomes one message, and takes of it a little again and again."""
    certificate, key = tls_portal.certificate(folder)
    with_key = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust = ssl.create_default_context(cafile=certificate)
    with_key.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sipping = threading.Thread(target=_sip, args=[listening, with_key])
        sipping.start()
        ours = socket.create_connection(listening.getsockname(), timeout=5)
        with trust.wrap_socket(ours, server_hostname="localhost") as line:
            yield line
        sipping.join()


def _sip(listening: socket.socket, with_key: ssl.SSLContext) -> None:
    accepted, _address = listening.accept()
    with contextlib.suppress(OSError), with_key.wrap_socket(accepted, server_side=True) as line:
        line.sendall(b"250 Ok\r\n250 Ok\r\n354 Go on\r\n")
        while line.recv(16_384):
            time.sleep(0.02)


def test_a_server_that_takes_a_little_again_and_again_is_not_waited_for_longer(tmp_path: Path) -> None:
    with sipping_server(tmp_path) as line:
        server = smtplib.SMTP()
        server.sock, server.file, server.esmtp_features = line, line.makefile("rb"), {"pipelining": ""}
        conversation = Conversation(server, patience=0.5)
        conversation.begin(0, copies("a", message=b"Subject: Hello\r\n\r\n" + b"x" * 70 * 500_000)[0])
        conversation.go_on()
        server.file.close()
    assert conversation.is_silent and conversation.replies == {0: Reply(Outcome.UNCERTAIN)}


def test_after_the_time_nothing_is_begun(server: ScriptedServer) -> None:
    assert hand_over("a", "b", until=time.monotonic() - 1) == [None, None] and not server.taken


def test_without_a_server_nobody_is_answered_for(settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    with pytest.raises(Unreachable):
        hand_over("a")


def test_a_server_that_goes_away_leaves_the_rest_untouched(server: ScriptedServer) -> None:
    server.says["BODY", "a@example.org"] = CUT
    with Session() as session:
        session.open()
        server.stop()
        assert session.hand_over_all(copies("a", "b"), math.inf) == [Reply(Outcome.UNCERTAIN), None]


def test_letters_outside_ascii_are_announced(server: ScriptedServer) -> None:
    with Session() as session:
        session.hand_over_all(copies("a", message="Subject: x\r\n\r\nسلام\r\n".encode()), math.inf)
        session.hand_over_all(copies("büro"), math.inf)
    commands = [command for command in server.heard if command.startswith("MAIL")]
    assert commands == [f"MAIL FROM:<{SENDER}> BODY=8BITMIME", f"MAIL FROM:<{SENDER}> SMTPUTF8"]
    assert recipients(server) == ["a", "büro"]


def test_an_address_that_the_server_cannot_write_is_refused(server: ScriptedServer) -> None:
    server.offers = tuple(offer for offer in server.offers if offer != "SMTPUTF8")
    assert hand_over("a", "büro", "c") == [SENT, Reply(Outcome.REFUSED), SENT]


def test_where_it_is_offered_the_next_envelope_goes_behind_the_body(server: ScriptedServer, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 1
    server.says["BODY", "a@example.org"] = AFTER_MORE
    replies = hand_over("a", "b")
    is_behind = "PIPELINING" in server.offers
    assert [reply and reply.outcome for reply in replies] == [
        Outcome.SENT if is_behind else Outcome.UNCERTAIN,
        Outcome.SENT,
    ]


MANY = [f"reader{number}" for number in range(20)]


@pytest.mark.parametrize("sessions", [1, 4])
def test_for_many_messages_several_sessions_take_turns(
    server: ScriptedServer, settings: Settings, sessions: int
) -> None:
    settings.MAIL_SESSIONS = sessions
    assert hand_over(*MANY) == [SENT] * len(MANY)
    assert sorted(recipients(server)) == sorted(MANY)
    assert server.sessions == sessions


def test_a_server_that_gives_no_further_session_gets_all_by_the_first(
    server: ScriptedServer, settings: Settings
) -> None:
    settings.MAIL_SESSIONS, server.most_sessions = 4, 1
    with Session() as session:
        assert session.hand_over_all(copies(*MANY), math.inf) == [SENT] * len(MANY)
        assert session.hand_over_all(copies(*MANY), math.inf) == [SENT] * len(MANY)
    assert server.sessions == 2  # one was turned away, and it was not asked for again


@pytest.mark.parametrize(
    ("verb", "said", "outcome"),
    [
        ("BODY", CUT, Outcome.UNCERTAIN),
        ("BODY", "421 4.3.0 Closing", Outcome.LATER),
        ("RCPT", CUT, Outcome.LATER),
        ("RCPT", "550 5.1.1 No such box", Outcome.HARD),
    ],
)
def test_what_happens_on_one_session_counts_for_its_message_alone(
    server: ScriptedServer, settings: Settings, verb: str, said: str, outcome: Outcome
) -> None:
    settings.MAIL_SESSIONS = 4
    server.says[verb, "reader9@example.org"] = said
    replies = dict(zip(MANY, hand_over(*MANY), strict=True))
    ended = replies.pop("reader9")
    assert ended is not None and ended.outcome == outcome
    assert set(replies.values()) == {SENT}
    others = [name for name in recipients(server) if name != "reader9"]
    assert sorted(others) == sorted(replies)


def test_of_sessions_that_all_fall_silent_only_the_first_is_waited_for(
    server: ScriptedServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_SESSIONS, settings.EMAIL_TIMEOUT = 4, 0.4
    server.says.update({("BODY", f"{name}@example.org"): SILENCE for name in MANY})
    waits: list[float] = []
    wait_at_most = Conversation.wait_at_most
    monkeypatch.setattr(Conversation, "wait_at_most", lambda self, s: (waits.append(s), wait_at_most(self, s)))
    replies = hand_over(*MANY[:12], until=time.monotonic() + 0.2)
    assert {reply and reply.outcome for reply in replies} == {Outcome.UNCERTAIN, None}
    assert waits and set(waits) == {AFTER_SILENCE}
