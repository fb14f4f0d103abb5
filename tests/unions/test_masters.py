"""A message written once for many: each copy as if it had been written alone, and as it follows DATA."""

from hypothesis import given
from hypothesis import strategies as st

from unions.mail import Body, Master

PLACES = {"to": "«to»", "date": "«date»", "way_out": "«way_out»"}
# What makes lines and dots at every place of a message and of what is filled in, whole and in halves.
BITS = st.sampled_from([b".", b"..", b"\r\n", b"\r", b"\n", b"\r\n.", b"\r\n.\r\n", b"a", b" ", "é".encode()])
texts = st.lists(BITS, max_size=6).map(b"".join)
pieces = st.lists(st.one_of(texts, st.sampled_from(sorted(PLACES))), max_size=12)
own_texts = st.fixed_dictionaries({name: texts for name in PLACES})


def cut(written: list[bytes | str]) -> Master:
    """Return the master of a message in which places stand among texts."""
    return Master(b"".join(PLACES[each].encode() if isinstance(each, str) else each for each in written), PLACES)


def filled(written: list[bytes | str], own: dict[str, bytes]) -> bytes:
    """Return the message of one reader, written without any master."""
    return b"".join(own[each] if isinstance(each, str) else each for each in written)


def received(stuffed: bytes) -> bytes:
    """Return what a server takes (RFC 5321, 4.5.2): line by line, up to the one that is a lone dot, the last."""
    *lines, end, nothing = stuffed.split(b"\r\n")
    assert end == b"." and nothing == b"" and b"." not in lines
    return b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)


def with_an_end(message: bytes) -> bytes:
    """Return a message whose last line is ended."""
    return message if message.endswith(b"\r\n") else message + b"\r\n"


@given(written=pieces, own=own_texts)
def test_a_copy_is_what_it_would_be_if_it_were_written_alone(written: list[bytes | str], own: dict[str, bytes]) -> None:
    copy, alone = cut(written).copy(own), Body.of(filled(written, own))
    assert copy.stuffed == alone.stuffed and copy.is_ascii == alone.is_ascii


@given(written=pieces, own=own_texts)
def test_a_server_takes_each_copy_as_it_was_written(written: list[bytes | str], own: dict[str, bytes]) -> None:
    assert received(cut(written).copy(own).stuffed) == with_an_end(filled(written, own))


@given(message=texts)
def test_a_body_still_knows_its_message(message: bytes) -> None:
    body = Body.of(message)
    assert body.message == received(body.stuffed) == with_an_end(message)
    assert body.is_ascii == message.isascii()


def test_a_dot_that_is_filled_in_ends_no_message() -> None:
    written: list[bytes | str] = [b"Subject: .x\r\n\r\n.", "to", b"\r\n", "way_out", b"\r\n"]
    own = {"to": b"a", "date": b"", "way_out": b"."}
    assert cut(written).copy(own).stuffed == b"Subject: .x\r\n\r\n..a\r\n..\r\n.\r\n"
