"""Messages over one session; where the server offers it, MAIL, RCPT and DATA go behind the body before (RFC 2920).

There is one reply to each command, in order. The next body leaves only when the server has asked for it, so a cut
leaves at most one message of unknown fate: the one whose body had left.
"""

import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from unions.mail import replies
from unions.mail.replies import Outcome, Reply

LONGEST_REPLY = 8192  # bytes of a line
CLOSING, GO_ON = 421, 354
Said = tuple[int, bytes]  # a code, and the words behind it


@dataclass(frozen=True)
class Copy:
    """One message on its way to one address, as the envelope has it; `sender` is where it comes back to."""

    sender: str
    address: str
    message: bytes


class Closed(Exception):
    """The server ends the session."""


@dataclass
class Conversation:
    """What was said about some messages on one session; those without a reply certainly did not leave."""

    server: smtplib.SMTP
    replies: list[Reply] = field(default_factory=list)
    is_over: bool = False  # this session takes no more
    _unsent: bytes = b""  # what goes out with the next envelope
    _body_left: bool = False  # whether the reply that comes next is about a message

    def hand_over(self, copies: Sequence[Copy], until: float) -> "Conversation":
        """Hand the messages over in turn, beginning none after this moment of the monotonic clock."""
        try:
            for copy in copies:
                if time.monotonic() > until:
                    break
                self._begin(copy)
            self._push(b"")
        except (OSError, smtplib.SMTPException, ValueError, Closed):
            self.is_over = True
            if self._body_left:
                self.replies.append(Reply(Outcome.UNCERTAIN))
        return self

    def _begin(self, copy: Copy) -> None:
        said = self._say(envelope(self.server, copy))
        if any(code == CLOSING for code, _words in said):
            raise Closed
        refusal = _refusal(said)
        if refusal is None:
            self._unsent, self._body_left = stuffed(copy.message), True
            return
        self.replies.append(refusal)
        # Who was refused and asked for a body all the same gets an empty one; else the envelope is taken back.
        self._unsent = b".\r\n" if said[-1][0] == GO_ON else b"RSET\r\n"

    def _say(self, commands: Sequence[bytes]) -> list[Said]:
        """Return what is said to these commands, up to the first refusal where the server hears one at a time."""
        if self.server.has_extn("pipelining"):
            self._push(b"".join(commands))
            return [self._hear() for _command in commands]
        self._push(b"")
        said: list[Said] = []
        while len(said) < len(commands) and not (said and said[-1][0] >= 400):
            self.server.sock.sendall(commands[len(said)])  # type: ignore[union-attr]
            said.append(self._hear())
        return said

    def _push(self, commands: bytes) -> None:
        """Send what waits and these commands behind it, and hear what is said to the former."""
        waiting, self._unsent = self._unsent, b""
        if waiting or commands:
            self.server.sock.sendall(waiting + commands)  # type: ignore[union-attr]
        if not waiting:
            return
        code, _words = self._hear()
        if self._body_left:
            self._body_left = False
            self.replies.append(replies.to_message(code))
        if code == CLOSING:
            raise Closed

    def _hear(self) -> Said:
        file: Any = self.server.file
        while line := file.readline(LONGEST_REPLY):
            if line[3:4] != b"-":
                return int(line[:3]), line[4:]
        raise smtplib.SMTPServerDisconnected


def envelope(server: smtplib.SMTP, copy: Copy) -> tuple[bytes, bytes, bytes]:
    """Return the three commands that announce a message, the sender with what the server must be told about it."""
    options = " BODY=8BITMIME" if server.has_extn("8bitmime") and not copy.message.isascii() else ""
    options += "" if copy.address.isascii() else " SMTPUTF8"
    return (
        f"MAIL FROM:<{copy.sender}>{options}\r\n".encode(),
        f"RCPT TO:<{copy.address}>\r\n".encode(),
        b"DATA\r\n",
    )


def stuffed(message: bytes) -> bytes:
    """Return a message in lines that end with CRLF as it follows DATA: no line of it ends it, but for the last."""
    if b"\n." in message or message.startswith(b"."):
        message = (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")


def _refusal(said: list[Said]) -> Reply | None:
    (sender, _words), *others = said
    if sender >= 300:
        return replies.to_sender(sender)
    (recipient, words), *last = others
    if recipient >= 300:
        return replies.to_recipient(recipient, words)
    return None if last[0][0] == GO_ON else replies.to_message(last[0][0])
