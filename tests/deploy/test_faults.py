"""The server with moods has each of them, and the command for faults believes no twin that holds."""

import http.client
import smtplib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from deploy.faults import everything, server
from deploy.faults.copies import of_mail
from deploy.faults.counting import Count
from deploy.faults.scene import Outcome
from deploy.faults.server import MOODS, NotSettled, Server
from unions.mail import return_path

MESSAGE = b"Message-ID: <one@example.org>\r\nContent-Language: ar\r\n\r\nHelp.\r\n"


@pytest.fixture
def moody() -> Iterator[Server]:
    """The server."""
    running = Server()
    yield running
    running.stop()


def answer(moody: Server, mood: str) -> Any:
    """Hand one message over in this mood, and return the code of the refusal, or `cut`."""
    moody.moods["u1@example.org"] = [mood]
    try:
        with smtplib.SMTP("127.0.0.1", moody.port, timeout=0.5 if mood.startswith("hang") else 60) as session:
            session.sendmail("a@example.org", ["u1@example.org"], MESSAGE)
    except smtplib.SMTPRecipientsRefused as refusal:
        return refusal.recipients["u1@example.org"][0]
    except smtplib.SMTPServerDisconnected:
        return "cut"
    except smtplib.SMTPResponseException as refusal:
        return refusal.smtp_code
    return 250


@pytest.mark.parametrize("mood", MOODS)
def test_a_message_is_refused_or_cut_off_as_its_mood_says(moody: Server, mood: str) -> None:
    code = mood.removeprefix("rcpt ")
    assert answer(moody, mood) == (int(code) if code.isdigit() else "cut")
    assert len(moody.copies) == (mood in {"cut after", "hang after"})


def test_a_mood_passes_and_the_copy_is_remembered(moody: Server) -> None:
    began = time.monotonic()
    assert (answer(moody, "451"), answer(moody, "")) == (451, 250)
    (copy,) = moody.copies
    assert (copy.address, copy.message_id, copy.language) == ("u1@example.org", "<one@example.org>", "ar")
    assert began <= copy.at <= time.monotonic()


def test_pipelined_commands_are_answered_one_by_one(moody: Server) -> None:
    moody.moods["u2@example.org"] = ["rcpt 550"]
    with smtplib.SMTP("127.0.0.1", moody.port, timeout=10) as session:
        session.ehlo()
        assert session.has_extn("pipelining") and session.sock
        envelope = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<u%d@example.org>\r\nDATA\r\n"
        session.sock.sendall(envelope % 1 + MESSAGE + b".\r\n" + envelope % 2 + b"RSET\r\n")
        codes = [session.getreply()[0] for _reply in range(8)]
    assert codes == [250, 250, 354, 250, 250, 550, 554, 250]


def one_message(moody: Server, number: int) -> str:
    """Hand one message over, and return `taken` or `cut`."""
    try:
        with smtplib.SMTP("127.0.0.1", moody.port, timeout=60) as session:
            session.sendmail("a@example.org", [f"u{number}@example.org"], MESSAGE)
    except smtplib.SMTPServerDisconnected:
        return "cut"
    return "taken"


@pytest.mark.parametrize(("is_taken", "is_cut"), [(False, False), (False, True), (True, False), (True, True)])
def test_a_message_is_held_until_it_is_let_go(moody: Server, is_taken: bool, is_cut: bool) -> None:
    hold = moody.hold_after(1, is_taken=is_taken)
    with ThreadPoolExecutor(1) as client:
        assert client.submit(one_message, moody, 1).result() == "taken"
        second = client.submit(one_message, moody, 2)
        assert hold.wait() in hold.lines
        assert (len(moody.copies), second.done()) == (1 + is_taken, False)
        hold.let_go(is_cut=is_cut)
        assert second.result() == ("cut" if is_cut else "taken")
    assert len(moody.copies) == 2 - (is_cut and not is_taken)
    assert one_message(moody, 3) == "taken"


def test_only_so_many_are_held_and_the_others_pass(moody: Server) -> None:
    hold = moody.hold_after(0)
    with ThreadPoolExecutor(2) as clients:
        held = clients.submit(one_message, moody, 1)
        hold.wait()
        assert clients.submit(one_message, moody, 2).result() == "taken"
        hold.let_go()
        assert held.result() == "taken"


def tell_device(moody: Server, number: int) -> int:
    """Hand one message over for a device, and return the status of the answer."""
    line = http.client.HTTPConnection("127.0.0.1", moody.devices_port, timeout=60)
    line.request("POST", f"/u{number}@example.org", b"sealed", {"Topic": f"topic{number}"})
    status = line.getresponse().status
    line.close()
    return status


def test_messages_to_devices_are_remembered_by_their_topics(moody: Server) -> None:
    assert tell_device(moody, 1) == 201
    (copy,) = moody.copies
    assert (copy.address, copy.message_id, copy.channel) == ("u1@example.org", "topic1", "push")
    assert moody.broken_lines == 0


def test_a_message_of_one_kind_is_held_and_all_others_pass(moody: Server) -> None:
    hold = moody.hold_after(0, wanted=lambda copy: copy.channel == "push")
    assert one_message(moody, 1) == "taken"
    with ThreadPoolExecutor(1) as client:
        held = client.submit(tell_device, moody, 2)
        assert hold.wait()[1] == moody.devices_port
        assert [copy.address for copy in hold.copies] == ["u2@example.org"] and len(moody.copies) == 1
        hold.let_go()
        assert held.result() == 201
    assert [copy.channel for copy in moody.copies] == ["mail", "push"]


def test_a_device_s_line_that_its_sender_left_is_counted(moody: Server) -> None:
    hold = moody.hold_after(0)
    line = http.client.HTTPConnection("127.0.0.1", moody.devices_port, timeout=60)
    line.request("POST", "/u1@example.org", b"sealed", {"Topic": "topic"})
    hold.wait()
    line.close()
    hold.let_go()
    moody.wait_for(lambda: moody.broken_devices == 1, "A line was not seen to break")
    assert moody.broken_lines == 1 and len(moody.copies) == 1


def test_a_digest_is_known_by_its_way_back_and_names_its_news() -> None:
    head = b"Message-ID: <d@example.org>\r\nContent-Language: fr\r\n\r\n"
    body = head + b"https://x/fr/requests/abc/\r\nhttps://x/fr/requests/def/\r\n"
    digest = of_mail(return_path(1, 2, is_digest=True), "u2@example.org", body)
    assert (digest.channel, digest.names, digest.language) == ("digest", {"abc", "def"}, "fr")
    mail = of_mail(return_path(1, 2), "u2@example.org", body)
    assert (mail.channel, mail.names, mail.message_id) == ("mail", set(), "<d@example.org>")


def test_a_line_that_breaks_is_counted_and_one_that_ends_as_agreed_is_not(moody: Server) -> None:
    answer(moody, "")
    answer(moody, "421")
    answer(moody, "550")
    assert moody.broken_lines == 0
    answer(moody, "cut after")
    answer(moody, "hang after")
    moody.wait_for(lambda: moody.broken_lines == 2, "Two lines were not seen to break")


def test_what_never_happens_is_no_broken_promise(moody: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[int] = []
    moody.meanwhile = lambda: waited.append(1)
    monkeypatch.setattr(server, "LONG", 0)
    with pytest.raises(NotSettled, match="No message came"):
        moody.hold_after(0).wait()
    assert waited
    assert everything.faults_of(Outcome("kills", 0, Count(unsettled="No message came."))) == [
        "nothing can be said: No message came."
    ]


def outcome(name: str, *broken: str, faults: int = 2, wanted: int = 2) -> Outcome:
    """What a scenario came to."""
    return Outcome(name, faults, Count(people=3, told=3, broken=list(broken)), wanted)


def test_a_broken_promise_fails_the_run() -> None:
    assert everything.faults_of(outcome("kills", "I2: one")) == ["I2: one"]
    assert everything.faults_of(outcome("kills")) == []


def test_a_twin_that_holds_fails_the_run() -> None:
    assert everything.faults_of(outcome("naive_kills")) and not everything.faults_of(
        outcome("naive_kills", "I1: three")
    )


def test_fewer_faults_than_wanted_fail_the_run() -> None:
    assert everything.faults_of(outcome("kills", faults=1)) == ["time was up after 1 of 2"]


def test_the_table_names_what_is_broken_once() -> None:
    lines = list(everything.table([outcome("kills", "I2: one", "I2: one"), outcome("naive_kills", "I1: three")]))
    assert lines[1].endswith("BROKEN: I2: one") and lines[2].endswith("fails, as it must: I1: three")
