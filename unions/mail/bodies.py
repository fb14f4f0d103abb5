"""Messages as they follow DATA (RFC 5321, 4.5.2): a dot more before each line that begins with one, a lone dot last."""

from collections.abc import Sequence
from typing import NamedTuple


class Body(NamedTuple):
    """A message in lines that end with CRLF, ready to follow DATA: no line of it ends it, but for the last.

    It is in pieces, since many share most of them: who sends it joins them.
    """

    pieces: Sequence[bytes]
    is_ascii: bool

    @classmethod
    def of(cls, message: bytes) -> "Body":
        """Make a message ready."""
        stuffed = (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]
        return cls((stuffed, b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"), message.isascii())

    @property
    def stuffed(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces)

    @property
    def message(self) -> bytes:
        """The message as it was written, its last line ended."""
        return (b"\r\n" + self.stuffed).replace(b"\r\n.", b"\r\n")[2:-2]
