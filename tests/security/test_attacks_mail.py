"""Attacks by a mail to an address of ours, which everybody may write to: it must not hold up those that come behind."""

import time
from contextlib import suppress

import pytest

from unions.mail.incoming.messages import LONGEST_LINE, Unreadable, taken_apart
from unions.mail.incoming.replies import reply_in

PARTS = 38  # of as many boundaries as are read
LINES = 23
WITHIN = 1.5  # seconds of this process; the worst of these took eight


def mail_of(kind: str, junk: str, line: str) -> bytes:
    """Return a mail whose parts each have a head of many lines of this, behind what ends a line."""
    head = f"\r\n {junk * (LONGEST_LINE // len(junk) - 20)}" * LINES
    parts = (f"--b\r\nX: x{line}Content-Type: {kind}{number}{head}\r\n\r\n \r\n" for number in range(PARTS))
    return f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{"".join(parts)}--b--\r\n'.encode()


@pytest.mark.parametrize("line", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("junk", [";", ';"', ";a*0*=x"])
@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=c", "text/plain; charset=c"])
def test_no_head_takes_long(kind: str, junk: str, line: str) -> None:
    raw = mail_of(kind, junk, line)
    began = time.process_time()
    with suppress(Unreadable):
        reply_in(taken_apart(raw))
    assert time.process_time() - began < WITHIN
