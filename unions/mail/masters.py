"""A message that is written once for many readers, and made each reader's own by joining bytes."""

import re
from collections.abc import Mapping


class Master:
    """A message cut where something is each reader's own: `places` says by name what stands there meanwhile."""

    def __init__(self, message: bytes, places: Mapping[str, str]) -> None:
        names = {place.encode(): name for name, place in places.items()}
        self._pieces = re.split(b"(" + b"|".join(map(re.escape, names)) + b")", message)
        self._own = [names[place] for place in self._pieces[1::2]]

    def copy(self, own: Mapping[str, bytes]) -> bytes:
        """Return the message with what is one reader's own in its places."""
        pieces = self._pieces.copy()
        pieces[1::2] = [own[name] for name in self._own]
        return b"".join(pieces)
