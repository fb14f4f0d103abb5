"""Attacks by the servers behind devices and chats: whoever sets one up chooses who answers us."""

import gc
import gzip
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from pytest_django import Settings

from solidarity.alerts.channels.chat import handing_over as chat
from solidarity.alerts.channels.outcomes import Handed, Outcome
from solidarity.alerts.channels.push import handing_over as push
from solidarity.alerts.channels.words import Words
from tests.alerts.outside import Device
from unions.reach import chats, outside, trip

WORDS = Words("News", "https://portal.example/", "en", tag="a" * 32)
PATIENCE = 5.0  # seconds, on a machine that has much to do
BY: dict[str, Callable[[str], Handed]] = {
    "push": lambda place: push.hand_over(Device(f"http://{place}/push/1").subscription, WORDS),
    "ntfy": lambda place: chat.hand_over(f"ntfy://{place}/topic", WORDS),
    "matrix": lambda place: chat.hand_over(f"matrix://syt_token@{place}/!room:localhost", WORDS),
}
Answering = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture(autouse=True)
def impatient(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of the tests are on the loopback, and a trip is short."""
    settings.LOOPBACK_IS_PUBLIC = True
    monkeypatch.setattr(outside, "LONGEST", 1.0, raising=False)


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Return a function that opens a server which does this on each line, and returns its place."""
    opened: list[socket.socket] = []

    def serve(answer: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def on_each_line() -> None:
            with server, suppress(OSError):
                while True:
                    line, _address = server.accept()
                    threading.Thread(target=_until_it_breaks, args=(answer, line), daemon=True).start()

        threading.Thread(target=on_each_line, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield serve
    for server in opened:
        server.shutdown(socket.SHUT_RDWR)


def _until_it_breaks(answer: Callable[[socket.socket], None], line: socket.socket) -> None:
    with line, suppress(OSError):
        line.recv(65_536)
        answer(line)


def drip_a_head(line: socket.socket) -> None:
    """Say a little now and then, and never come to an end; nobody is silent long enough to be hung up on."""
    line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _second in range(60):
        line.sendall(b"x" * 4)
        time.sleep(0.25)


def drip_a_body(line: socket.socket) -> None:
    """Do the same in what is said."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _second in range(60):
        line.sendall(b" " * 4)
        time.sleep(0.25)


def go_on_for_ever(line: socket.socket) -> None:
    """Say that an answer is about to come."""
    for _second in range(60):
        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.25)


def wait_for_years(line: socket.socket) -> None:
    """Want to be left alone."""
    said = json.dumps({"retry_after_ms": 10**11}).encode()
    line.sendall(b"HTTP/1.1 429 Slow\r\nRetry-After: 99999999\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))


BOMB = gzip.compress(bytes(200_000_000))


def explode(line: socket.socket) -> None:
    """Say little that unpacks to much."""
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB))
    line.sendall(BOMB)


def explode_in_pieces(line: socket.socket) -> None:
    """Do the same in one large piece, and send on to nowhere."""
    line.sendall(b"HTTP/1.1 307 Away\r\nLocation: /x\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    line.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(BOMB), BOMB))


@pytest.mark.parametrize("answer", [drip_a_head, drip_a_body, go_on_for_ever, wait_for_years])
@pytest.mark.parametrize("way", BY)
def test_no_server_keeps_a_worker_waiting(
    answering: Answering, way: str, answer: Callable[[socket.socket], None]
) -> None:
    place = answering(answer)
    told: list[Handed] = []
    hand = threading.Thread(target=lambda: told.append(BY[way](place)), daemon=True)
    hand.start()
    hand.join(PATIENCE)
    assert told


@pytest.mark.parametrize("answer", [explode, explode_in_pieces])
@pytest.mark.parametrize("way", BY)
def test_no_answer_fills_the_memory(answering: Answering, way: str, answer: Callable[[socket.socket], None]) -> None:
    place = answering(answer)
    BY[way](answering(wait_for_years))  # loads the libraries
    tracemalloc.start()
    try:
        BY[way](place)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000


def test_no_library_says_farewell_when_the_trip_is_over(answering: Answering) -> None:
    """It would without a guard, without an end, and to whom the address leads by then."""
    lines: list[socket.socket] = []
    matrix = chats.BY_SCHEME["matrixs"].kind
    signed_in = matrix(**matrix.parse_url(f"matrix://name:password@{answering(lines.append)}/!room:localhost"))
    signed_in.access_token = "token"
    del signed_in
    gc.collect()
    assert not lines


def test_a_place_that_cannot_be_looked_up_stops_nobody() -> None:
    handed = push.hand_over(Device("http://a..example.org/push/1").subscription, WORDS)
    assert handed.outcome == Outcome.LATER


def test_no_further_line_is_opened_when_a_trip_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may stand for a hundred addresses, each of which takes its time to be silent."""
    monkeypatch.setattr(outside, "LONGEST", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server, trip(), pytest.raises(outside.TooLate):
        socket.create_connection(server.getsockname(), timeout=2)
