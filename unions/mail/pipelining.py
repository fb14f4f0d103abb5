"""Messages over one session; where the server offers it, MAIL, RCPT and DATA go behind the body before (RFC 2920).

There is one reply to each command, in order, and it is heard only when the session has its next turn: meanwhile others
speak. The next body leaves only when the server has asked for it, so a cut leaves at most one message of unknown fate:
the one whose body had left.
"""

import math
import smtplib
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from unions.mail import replies
from unions.mail.bodies import Body
from unions.mail.replies import Outcome, Reply

LONGEST_REPLY = 8192  # bytes of a line
AS_GOOD_AS = 0.01  # seconds between how long the line waits and how long it is to
CLOSING, GO_ON = 421, 354
ENVELOPE = ("MAIL", "RCPT", "DATA")
Said = tuple[int, bytes]  # a code, and the words behind it


class Copy(NamedTuple):
    """One message on its way to one address, as the envelope has it; `sender` is where it comes back to."""

    sender: str
    address: str
    body: Body

    @property
    def message(self) -> bytes:
        """The message as it was written."""
        return self.body.message


class Closed(Exception):
    """The server ends the session."""


@dataclass
class Conversation:
    """What is said on one session, turn by turn; a message of which nothing was said certainly did not leave."""

    server: smtplib.SMTP
    patience: float  # seconds for a whole reply, however slowly it comes
    ends: float = math.inf  # the moment of the monotonic clock from which nothing is sent and nothing waited for
    replies: dict[int, Reply] = field(default_factory=dict)  # by the place that a message has among its like
    is_over: bool = False  # this session takes no more
    is_silent: bool = False  # because the server said nothing for too long
    announced: int | None = None  # whose envelope leaves or has left, and what was said to it has not been heard
    _unsent: Sequence[bytes] = ()  # what goes out with the next envelope
    _body_of: int | None = None  # whose message that is, where it is one
    _body: Sequence[bytes] = ()  # the message that belongs to it
    _is_reply_due: bool = False  # to what went out before that envelope
    _left: int | None = None  # whose message that was, where it was one
    _lines: deque[bytes] = field(default_factory=deque)  # what came and was not needed yet
    _unended: bytes = b""  # the line that came last, while its end has not come

    def begin(self, place: int, copy: Copy) -> None:
        """Send what waits and the envelope of a message behind it. What is said to it is heard in the next turn."""
        self._speak(lambda: self._begin(place, copy))

    def go_on(self) -> None:
        """Hear what is due and send what waits; after two such turns nothing is open."""
        self._speak(self._go_on)

    def wait_at_most(self, seconds: float) -> None:
        """Wait no longer than this for what the server says."""
        self.patience = seconds

    def _speak(self, speak: Callable[[], None]) -> None:
        if self.is_over:
            return
        try:
            speak()
        except (OSError, smtplib.SMTPException, ValueError, Closed) as error:
            self.is_over, self.is_silent = True, isinstance(error, TimeoutError)
            if self._left is not None:
                self.replies[self._left] = Reply(Outcome.UNCERTAIN)

    def _begin(self, place: int, copy: Copy) -> None:
        self._hear_what_is_due()
        self._body = copy.body.pieces
        commands = envelope(self.server, copy)
        if self.server.has_extn("pipelining"):
            self.announced = place
            self._send(commands)
            return
        self._send(())
        self._hear_what_is_due()
        self.announced = place
        self._conclude(place, self._say_one_by_one(commands))

    def _go_on(self) -> None:
        self._hear_what_is_due()
        self._send(())

    def _send(self, commands: Sequence[bytes]) -> None:
        waiting, self._unsent = self._unsent, ()
        self._is_reply_due, self._left, self._body_of = bool(waiting), self._body_of, None
        if waiting or commands:
            self._write(b"".join((*waiting, *commands)))

    def _hear_what_is_due(self) -> None:
        if self._is_reply_due:
            code, _words = self._hear()
            self._is_reply_due = False
            if self._left is not None:
                self.replies[self._left], self._left = replies.to_message(code), None
            if code == CLOSING:
                raise Closed
        if self.announced is not None:
            self._conclude(self.announced, [self._hear() for _command in ENVELOPE])

    def _conclude(self, place: int, said: list[Said]) -> None:
        """Note a refusal of an envelope, or that the message goes out next."""
        if any(code == CLOSING for code, _words in said):
            raise Closed
        self.announced = None
        refusal = _refusal(said)
        if refusal is None:
            self._unsent, self._body_of = self._body, place
            return
        self.replies[place] = refusal
        # Who was refused and asked for a body all the same gets an empty one; else the envelope is taken back.
        self._unsent = [b".\r\n" if said[-1][0] == GO_ON else b"RSET\r\n"]

    def _say_one_by_one(self, commands: Sequence[bytes]) -> list[Said]:
        """Return what is said to these commands, up to the first refusal."""
        said: list[Said] = []
        while len(said) < len(commands) and not (said and said[-1][0] >= 400):
            self._write(commands[len(said)])
            said.append(self._hear())
        return said

    def _write(self, what: bytes) -> None:
        line: Any = self.server.sock
        self._wait_until(time.monotonic() + self.patience)
        line.sendall(what)

    def _hear(self) -> Said:
        """Return the next reply; who says a little again and again is waited for no longer than who is silent."""
        until = time.monotonic() + self.patience
        while True:
            while not self._lines:
                self._listen(until)
            line = self._lines.popleft()
            if line[3:4] != b"-":
                return int(line[:3]), line[4:]

    def _listen(self, until: float) -> None:
        """Take in what has come, or comes until then."""
        file: Any = self.server.file
        self._wait_until(until)
        more = file.read1(LONGEST_REPLY)
        *lines, self._unended = (self._unended + more).split(b"\n")
        self._lines.extend(lines)
        if not more or len(self._unended) > LONGEST_REPLY:
            raise smtplib.SMTPServerDisconnected

    def _wait_until(self, moment: float) -> None:
        """Let the line wait until this moment and no longer. Raises TimeoutError where it has passed."""
        left = min(moment, self.ends) - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line: Any = self.server.sock
        if abs(left - line.gettimeout()) > AS_GOOD_AS:
            line.settimeout(left)


def envelope(server: smtplib.SMTP, copy: Copy) -> tuple[bytes, bytes, bytes]:
    """Return the three commands that announce a message, the sender with what the server must be told about it."""
    options = " BODY=8BITMIME" if server.has_extn("8bitmime") and not copy.body.is_ascii else ""
    options += "" if copy.address.isascii() else " SMTPUTF8"
    return (
        f"MAIL FROM:<{copy.sender}>{options}\r\n".encode(),
        f"RCPT TO:<{copy.address}>\r\n".encode(),
        b"DATA\r\n",
    )


def _refusal(said: list[Said]) -> Reply | None:
    (sender, _words), *others = said
    if sender >= 300:
        return replies.to_sender(sender)
    (recipient, words), *last = others
    if recipient >= 300:
        return replies.to_recipient(recipient, words)
    return None if last[0][0] == GO_ON else replies.to_message(last[0][0])
