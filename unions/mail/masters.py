"""A message that is written once for many readers, and made each reader's own by what stands between its pieces."""

import re
from collections.abc import Mapping, Sequence

from unions.mail.bodies import Body

# Values, a line for each, that leave all lines of a message as they were: they end none, and no dot comes to begin one.
_WITHIN_LINES = re.compile(rb"([^.\r\n][^\r\n]*\n)*")


class Master:
    """A message cut where something is each reader's own: `places` says by name what stands there meanwhile.

    It begins with no dot and holds no end of a line. So the message is made ready for DATA once, and what is filled in
    changes nothing of that, unless it ends a line or may begin one with a dot: such a copy is made ready anew.
    """

    def __init__(self, message: bytes, places: Mapping[str, str]) -> None:
        names = {place.encode(): name for name, place in places.items()}
        cut = re.compile(b"(" + b"|".join(map(re.escape, names)) + b")")
        self._pieces, self._ready = cut.split(message), cut.split(Body.of(message).stuffed)
        self._own = [names[place] for place in self._pieces[1::2]]
        self._is_ascii = all(map(bytes.isascii, self._pieces[::2]))

    def copy(self, own: Mapping[str, bytes]) -> Body:
        """Return the message with what is one reader's own in its places."""
        values = [own[name] for name in self._own]
        lines = b"\n".join([*values, b""])
        if not _WITHIN_LINES.fullmatch(lines):
            return Body.of(b"".join(_filled(self._pieces, values)))
        return Body(_filled(self._ready, values), self._is_ascii and lines.isascii())


def _filled(pieces: Sequence[bytes], values: Sequence[bytes]) -> list[bytes]:
    """Put values where the places stand among the pieces."""
    filled = list(pieces)
    filled[1::2] = values
    return filled
