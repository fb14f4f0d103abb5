"""Says what has been done, line by line, with the seconds since the start."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Progress:
    """A clock that began with the command."""

    began: float = field(default_factory=time.monotonic)

    def say(self, words: str) -> None:
        """Print one line."""
        print(f"  {time.monotonic() - self.began:5.1f} s  {words}", flush=True)
